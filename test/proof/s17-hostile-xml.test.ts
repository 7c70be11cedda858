import fs from 'node:fs';
import net from 'node:net';
import { syncBuiltinESMExports } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readList } from '#adapters/xpm/read-list.ts';
import { DomainError } from '#domain/errors.ts';
import { mapRecord } from '#domain/practice/map-record.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { HOSTILE_FILES, mutated, PLAIN_XML } from '../support/proof/hostile-xml.ts';
import { mulberry32 } from '../support/proof/random.ts';

const MUTATIONS = 20_000;
const s17 = promise('S17', 'hostile XML is refused', { floor: MUTATIONS + 40 });
/** Mutations of one seed; a seed is a test of its own when it is replayed. */
const EACH = 100;
const PIECE = 4_096;
/** Bytes that a reader may keep of one record, whatever it was sent (twice what the portal accepts, and some). */
const KEPT = 400_000;

const outside: string[] = [];
for (const name of ['readFileSync', 'readFile', 'openSync', 'open', 'createReadStream'] as const) {
  const original: unknown = fs[name];
  Object.assign(fs, {
    [name]: (...parameters: unknown[]) => {
      outside.push(`${name} ${String(parameters[0])}`);
      return Reflect.apply(original as () => unknown, fs, parameters);
    },
  });
}
const connect = Reflect.get(net.Socket.prototype, 'connect') as (...parameters: unknown[]) => net.Socket;

/** What was read of it, how many bytes were taken, and what of the outside world was touched. */
async function read(file: string | Uint8Array) {
  const bytes = Buffer.from(file);
  let taken = 0;
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += PIECE) {
      taken += Math.min(PIECE, bytes.length - at);
      yield bytes.subarray(at, at + PIECE);
    }
  }
  let records = 0;
  let largest = 0;
  try {
    for await (const record of readList(pieces(), 50_000_000)) {
      mapRecord(record);
      records += 1;
      largest = Math.max(largest, JSON.stringify(record).length);
    }
    return { outcome: 'read', records, largest, taken };
  } catch (error) {
    const name = error instanceof DomainError ? error.name : `not typed: ${String(error)}`;
    return { outcome: name, records, largest, taken };
  }
}

/** Nothing was read from disk, nothing was connected to, and no object has grown. */
async function harmless<T>(work: () => Promise<T>): Promise<T> {
  outside.length = 0;
  net.Socket.prototype.connect = function (...parameters: unknown[]) {
    outside.push(`connect ${JSON.stringify(parameters[0])}`);
    return Reflect.apply(connect, this, parameters);
  };
  syncBuiltinESMExports();
  const before = Object.getOwnPropertyNames(Object.prototype).length;
  const result = await work();
  Reflect.set(net.Socket.prototype, 'connect', connect);
  const touched = [...outside];
  expect(touched).toEqual([]);
  expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  return result;
}

const TYPED = ['PracticeAnswerError', 'PracticeRefusedError'];

describe('a file with a name', () => {
  it('there are forty of them and more', () => {
    expect(HOSTILE_FILES.length).toBeGreaterThanOrEqual(40);
    expect(new Set(HOSTILE_FILES.map(({ name }) => name)).size).toBe(HOSTILE_FILES.length);
  });

  it.each(HOSTILE_FILES)('$name may $may, and does nothing', async ({ file, may }) => {
    const { outcome, largest, taken } = await harmless(() => read(file));
    expect(may === 'be read' ? ['read'] : TYPED).toContain(outcome);
    expect(largest).toBeLessThan(KEPT);
    // Given up early: of what cannot become a list not much more than a megabyte is looked at.
    expect(taken).toBeLessThanOrEqual(1_100_000);
    s17.held();
  });
});

describe('a list after accidents', () => {
  it('is read or refused with a typed error, and nothing else ever happens', async () => {
    const seen: Record<string, number> = {};
    await harmless(async () => {
      for (const seed of eachSeed(MUTATIONS / EACH)) {
        const random = mulberry32(seed);
        for (let index = 0; index < EACH; index += 1) {
          const file = mutated(random);
          const { outcome, records } = await read(file);
          const replay = `SEED=${String(seed)} npx vitest run --project proof test/proof/s17-hostile-xml.test.ts`;
          if (![...TYPED, 'read'].includes(outcome))
            throw new Error(`${outcome} (number ${String(index)}, ${replay})`);
          // Two clients went in; what is believed to be a list cannot have grown beyond its own tags.
          if (records > file.toString('latin1').split('<Client>').length)
            throw new Error(`clients from nowhere, ${replay}`);
          seen[outcome] = (seen[outcome] ?? 0) + 1;
          s17.held();
        }
      }
    });
    // Both happened often, so that neither was looked at in vain.
    if (process.env['SEED'] === undefined) {
      expect(Math.min(seen['read'] ?? 0, seen['PracticeAnswerError'] ?? 0)).toBeGreaterThan(800);
    }
    expect((await read(PLAIN_XML)).records).toBe(2);
  });
});
