import { hashOf } from '#domain/sync/hash.ts';
import { mapRecord } from '#domain/practice/map-record.ts';
import { PracticeAnswerError } from '#domain/practice/errors.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { findChanges } from '#domain/sync/find-changes.ts';
import { importPage } from '#domain/sync/import-page.ts';
import { idOf, record, World } from '../practice/world.ts';
import { uuidNo } from '../practice/xml.ts';
import { between, pick, type Random, shuffled } from './random.ts';

/** What the source shows instead of the firm's clients, numbered from 0. */
export interface Accident {
  records: PracticeRecord[];
  /** Clients that would go if the answer were believed. */
  gone: number[];
  /** The answer breaks off with this, after its records. */
  error?: Error;
  mode?: 'full' | 'delta';
}

const listed = (indices: readonly number[]) => indices.map((index) => record(index));
const all = (size: number) => Array.from({ length: size }, (_, index) => index);

/** So many clients are too many to go at once: above twenty and above a tenth. */
const tooMany = (size: number) => Math.max(21, Math.floor(size / 10) + 1);

function without(random: Random, size: number, count: number): Accident {
  const gone = shuffled(random, all(size)).slice(0, count);
  const missing = new Set(gone);
  return { records: listed(all(size).filter((index) => !missing.has(index))), gone };
}

/** Some flagged and some simply absent: an accident rarely is of one kind. */
function mixed(random: Random, size: number, count: number): Accident {
  const { records, gone } = without(random, size, count);
  const flagged = gone.slice(0, between(random, 0, gone.length));
  const flags = flagged.map((index) => record(index, { [pick(random, ['IsArchived', 'IsDeleted'])]: 'Yes' }));
  return { records: shuffled(random, [...records, ...flags]), gone };
}

export const ACCIDENTS: Readonly<Record<string, (random: Random, size: number) => Accident>> = {
  'an empty list': (_, size) => ({ records: [], gone: all(size) }),
  'one part missing': (random, size) => {
    const count = between(random, tooMany(size), size - 1);
    const from = between(random, 0, size - count);
    const gone = all(size).slice(from, from + count);
    return { records: listed(all(size).filter((index) => index < from || index >= from + count)), gone };
  },
  'an answer that breaks off': (random, size) => ({
    records: listed(all(between(random, 0, size - 1))),
    gone: all(size),
    error: new PracticeAnswerError('incomplete'),
  }),
  'as many records, but not all of them told apart': (random, size) => {
    const { records, gone } = without(random, size, between(random, 1, size));
    const strange = gone.map((index): PracticeRecord => ({
      fields: {
        UUID: pick(random, ['', 'x', '00000000-0000-0000-0000-000000000000']),
        Name: `N${String(index)}`,
      },
      contacts: [],
    }));
    return { records: shuffled(random, [...records, ...strange]), gone };
  },
  'a fifth and one': (random, size) => mixed(random, size, Math.max(21, Math.ceil(size * 0.21))),
  '51 clients': (random, size) => mixed(random, size, 51),
  'all of them archived': (random, size) => ({
    records: all(size).map((index) => record(index, { IsArchived: 'Yes' })),
    gone: all(size),
    mode: pick(random, ['full', 'delta'] as const),
  }),
  'another practice': (random, size) => ({
    records: all(between(random, 1, size)).map((index) => ({
      fields: { UUID: uuidNo('f', index), Name: `Stranger ${String(index)}` },
      contacts: [],
    })),
    gone: all(size),
  }),
  'a person who may see only some': (random, size) => {
    const managers = between(random, 2, 6);
    const seen = all(size).filter((index) => index % managers === 0);
    return { records: listed(seen), gone: all(size).filter((index) => index % managers !== 0) };
  },
};

const hashes = new Map<number, string>();
function hashNo(index: number): string {
  const known = hashes.get(index);
  if (known !== undefined) return known;
  const mapped = mapRecord(record(index));
  if (mapped.kind !== 'current') throw new Error('The sample is no client');
  const hash = hashOf(mapped.client);
  hashes.set(index, hash);
  return hash;
}

/** A firm that holds clients 0 to `size - 1`, and `more` that were added by hand. */
export function firmOf(size: number, more = 3): World {
  const world = new World();
  for (let index = 0; index < size; index += 1) {
    const clientId = idOf(index);
    const xpmUuid = uuidNo('c', index);
    const client = {
      ...{ clientId, xpmUuid, name: `Client ${String(index)}`, status: 'client' as const, contacts: [] },
      updatedAt: '2026-01-01T00:00:00.000Z',
    };
    world.clients.set(clientId, { clientId, xpmUuid, archived: false, hash: hashNo(index), client });
  }
  for (let index = 0; index < more; index += 1) {
    world.clients.set(`hand-${String(index)}`, { clientId: `hand-${String(index)}`, archived: false });
  }
  return world;
}

/** One sync from the list to the last page; what it found, or the error's name. */
export async function syncOf(world: World, { records, error, mode = 'full' }: Accident) {
  const answer = { records, ...(error === undefined ? {} : { error }) };
  world.list = [answer];
  world.delta = [answer];
  world.run = { ...world.run, mode, modifiedSince: mode === 'delta' ? '2026-03-01T00:00:00.000Z' : null };
  const deps = world.deps();
  try {
    const outcome = await findChanges(deps, { run: world.run, waits: 0, requests: 0 });
    if (!('found' in outcome)) return outcome.next;
    const { pages, counts } = outcome.found;
    for (let page = 0; page < pages; page += 1) {
      await importPage(deps, { run: world.run, page, pages, toWrite: counts.added, written: 0 });
    }
    return outcome.found;
  } catch (failure) {
    return failure instanceof Error ? failure.name : 'unknown';
  }
}

export const archivedIn = ({ clients }: World): string[] =>
  [...clients.values()].filter(({ archived }) => archived).map(({ clientId }) => clientId);
