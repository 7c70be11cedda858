import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Client } from '#domain/client/client.ts';
import { DomainError } from '#domain/errors.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { DuplicateWorld } from '../../../support/duplicate-world.ts';
import { record } from '../../../support/practice/world.ts';

const NAMES = ['Kea', 'Tui'];
const EMAILS = ['a@x.example', 'b@x.example', undefined];
const name = fc.constantFrom(...NAMES);
const email = fc.constantFrom(...EMAILS);

const hands = fc.array(fc.record({ name, email }), { maxLength: 4 });
/** By their place: what XPM says of the client, or that it is not there. */
const practice = fc.array(
  fc.option(fc.record({ name, email, archived: fc.boolean() }), { freq: 3, nil: undefined }),
  { minLength: 4, maxLength: 4 },
);
const step = fc.oneof(
  fc.record({ kind: fc.constant('sync' as const), practice, delta: fc.boolean() }),
  fc.record({
    kind: fc.constant('decide' as const),
    which: fc.nat(8),
    action: fc.constantFrom('link' as const, 'keep-apart' as const, 'undo' as const),
  }),
);

const listOf = (
  said: readonly ({ name: string; email?: string | undefined; archived: boolean } | undefined)[],
) =>
  said.flatMap((one, index): PracticeRecord[] => {
    if (one === undefined) return [];
    const IsArchived = one.archived ? 'Yes' : 'No';
    const fields = { Name: one.name, IsArchived, ...(one.email !== undefined && { Email: one.email }) };
    return [record(index, fields)];
  });
const currentOf = (listed: readonly PracticeRecord[]) =>
  listed.filter(({ fields }) => fields['IsArchived'] === 'No').map(({ fields }) => fields['UUID'] ?? '');
const uuidsOf = (clients: readonly Client[]) =>
  clients.filter(({ status }) => status !== 'archived').flatMap(({ xpmUuid }) => xpmUuid ?? []);
const withoutTime = (clients: readonly Client[]) => clients.map((client) => ({ ...client, updatedAt: '' }));

describe('whatever is added here, listed by XPM and decided', () => {
  it(
    'no client is lost, and every current one of XPM is exactly one current client',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(hands, fc.array(step, { minLength: 1, maxLength: 12 }), async (added, steps) => {
          const world = new DuplicateWorld();
          const ids = new Set<string>();
          for (const [n, hand] of added.entries()) {
            ids.add((await world.addByHand(`hand-${String(n)}`, hand.name, hand.email)).clientId);
          }
          let listed: PracticeRecord[] = [];
          for (const one of steps) {
            if (one.kind === 'sync') {
              const before = new Map(listed.map((each) => [each.fields['UUID'], JSON.stringify(each)]));
              listed = listOf(one.practice);
              // What vanishes without a word is not in a delta, so that the next full list must show it; and after
              // held removals the next sync is a full one (design, section 6).
              const isDelta =
                one.delta &&
                !world.held &&
                [...before.keys()].every((uuid) => listed.some(({ fields }) => fields['UUID'] === uuid));
              const changed = listed.filter(
                (each) => before.get(each.fields['UUID']) !== JSON.stringify(each),
              );
              await world.sync(isDelta ? changed : listed, { delta: isDelta });
            } else {
              const found = world.found();
              const duplicate = found[one.which % Math.max(1, found.length)];
              if (duplicate === undefined) continue;
              const before = withoutTime(await world.all());
              const outcome = await world
                .decide(duplicate.duplicateId, one.action)
                .catch((error: unknown) => {
                  if (error instanceof DomainError && error.kind === 'conflict') return undefined;
                  throw error;
                });
              if (outcome === undefined || !outcome.changed) {
                expect(withoutTime(await world.all())).toEqual(before);
              } else if (one.action === 'link') {
                await world.decide(duplicate.duplicateId, 'undo');
                expect(withoutTime(await world.all())).toEqual(before);
                await world.decide(duplicate.duplicateId, 'link');
              }
            }
            const all = await world.all();
            for (const { clientId } of all) ids.add(clientId);
            for (const id of ids) expect(await world.client(id), id).toBeDefined();
            if (world.held) continue;
            expect(uuidsOf(all).sort()).toEqual(currentOf(listed).sort());
          }
        }),
        { numRuns: 100 },
      );
    },
  );
});
