import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PracticeAnswerError } from '#domain/practice/errors.ts';
import { readList } from '#adapters/xpm/read-list.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { idOf, record, records } from '../support/practice/world.ts';
import { ACCIDENTS, archivedIn, firmOf, syncOf } from '../support/proof/accidents.ts';
import { between, mulberry32, pick, shuffled } from '../support/proof/random.ts';
import { syncWorld } from '../support/workflows/sync-world.ts';

const SEEDS = 200;
const r9 = promise('R9', 'no source accident empties a firm', { floor: 12 * SEEDS });
const replay = (seed: number) =>
  `replay: SEED=${String(seed)} npx vitest run --project proof test/proof/r09-source-accidents.test.ts`;
/** Of which 51 are more than a tenth; a large firm now and then. */
const sizeFor = (seed: number) => between(mulberry32(seed ^ 0x9e37), 52, seed % 25 === 0 ? 400 : 80);

describe.each(Object.entries(ACCIDENTS))('%s', (name, happen) => {
  it('archives nobody: held and told by name, or not believed at all', async () => {
    for (const seed of eachSeed(SEEDS)) {
      const size = sizeFor(seed);
      const world = firmOf(size);
      const accident = happen(mulberry32(seed), size);
      const found = await syncOf(world, accident);
      expect(archivedIn(world), `${name}, ${replay(seed)}`).toEqual([]);
      expect(world.writes.filter((write) => write.startsWith('archive'))).toEqual([]);
      if (accident.error !== undefined) {
        expect(found, replay(seed)).toBe('PracticeAnswerError');
        r9.held();
      } else {
        if (typeof found === 'string') throw new Error(`${found}, ${replay(seed)}`);
        const told = world.issues.flat().filter(({ code }) => code === 'REMOVAL_HELD').length;
        const held = found.absenceCounts ? accident.gone.length : 0;
        expect({ held: found.counts.held, told, archived: found.counts.archived }, replay(seed)).toEqual({
          held,
          told: held,
          archived: 0,
        });
        r9.held();
        if (seed % 10 !== 0) continue;
        // Whoever is listed is in the portal all the same.
        const kept = record(size + 1);
        const again = await syncOf(world, { ...accident, records: [...accident.records, kept] });
        expect(typeof again === 'object' && again.counts.added, replay(seed)).toBe(1);
        expect(archivedIn(world), replay(seed)).toEqual([]);
      }
    }
  });

  it('is told to the firm, by the workflow as a whole', async () => {
    const world = await syncWorld();
    world.ports.gateway.put(records(60), true);
    await world.start({ trigger: 'first' });
    world.mails();
    const accident = happen(mulberry32(1), 60);
    world.ports.gateway.remove(records(60));
    world.ports.gateway.put(accident.records, true);
    if (accident.error !== undefined)
      world.ports.gateway.failures.push(...Array.from({ length: 3 }, () => accident.error!));
    const { sync } = await world.start({ requestedMode: 'full' });
    expect(['held', 'partial', 'failed']).toContain(sync?.status);
    expect(world.mails()).toContain('ada');
    for (let index = 0; index < 60; index += 1) {
      expect((await world.client(record(index)))?.status).toBe('client');
    }
  });
});

describe('an approval', () => {
  it('is a ceiling: one removal more than was approved holds all of them again', async () => {
    for (const seed of eachSeed(SEEDS)) {
      const size = sizeFor(seed);
      const accident = ACCIDENTS['a fifth and one']!(mulberry32(seed), size);
      const world = firmOf(size);
      const approve = (approvedRemovals: number) => {
        world.connection = { ...world.connection, run: { ...world.connection.run!, approvedRemovals } };
      };
      approve(accident.gone.length - 1);
      await syncOf(world, accident);
      expect(archivedIn(world), replay(seed)).toEqual([]);
      approve(accident.gone.length);
      await syncOf(world, accident);
      expect(archivedIn(world).sort(), replay(seed)).toEqual(accident.gone.map(idOf).sort());
      r9.held();
    }
  });
});

describe('what is no accident', () => {
  it('goes, exactly those and nobody else', async () => {
    for (const seed of eachSeed(SEEDS)) {
      const random = mulberry32(seed);
      const size = between(random, 30, seed % 25 === 0 ? 400 : 60);
      const gone = shuffled(
        random,
        Array.from({ length: size }, (_, index) => index),
      ).slice(0, between(random, 1, Math.max(20, Math.floor(size / 10))));
      const missing = new Set(gone);
      const world = firmOf(size);
      const listed = Array.from({ length: size }, (_, index) => index).filter((index) => !missing.has(index));
      await syncOf(world, { records: listed.map((index) => record(index)), gone });
      expect(archivedIn(world).sort(), replay(seed)).toEqual(gone.map(idOf).sort());
      r9.held();
    }
  });
});

describe('a page instead of a list', () => {
  it('is no list, whatever stands in it', async () => {
    const words = [
      'Sign in',
      'Maintenance',
      '<Response>',
      '<Status>OK</Status>',
      '<Clients/>',
      '&nbsp;',
      '<br>',
    ];
    for (const seed of eachSeed(SEEDS)) {
      const random = mulberry32(seed);
      const body = Array.from({ length: between(random, 0, 8) }, () => pick(random, words)).join(' ');
      const page = `${pick(random, ['', '<!DOCTYPE html>', '<?xml version="1.0"?>', '\n'])}<html><body>${body}</body></html>`;
      const read = async () => {
        const bytes = Readable.from([Buffer.from(page)]);
        for await (const one of readList(bytes, 1_000_000)) expect(one).toBeUndefined();
      };
      await expect(read(), replay(seed)).rejects.toBeInstanceOf(PracticeAnswerError);
      r9.held();
    }
  });
});
