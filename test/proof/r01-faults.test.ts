import { describe, expect, it } from 'vitest';
import { promise } from '../support/promise.ts';
import { answerAws, AWS_FAULTS, awsOperations } from '../support/proof/aws-faults.ts';
import { adaptersOn } from '../support/proof/adapters.ts';
import { FAULT_NAMES, type FaultName } from '../support/proof/faults.ts';
import { checking, connecting, releasing, type Story, syncing } from '../support/proof/fault-stories.ts';
import { CLASS_OF, OUTCOMES, type Place } from '../support/proof/outcomes.ts';
import { drive, stopTime } from '../support/proof/virtual-clock.ts';
import { Wire } from '../support/proof/wire.ts';

const wire = new Wire();
const adapters = await adaptersOn(wire);
const aws = await awsOperations();
// The first call of a client reads its configuration from disk, which takes real time.
for (const [name, { act, good }] of Object.entries(aws)) {
  wire.answer = (_, line) => {
    answerAws(line, '200 OK', good, name === 'SendEmail');
  };
  await act();
}
stopTime();
const STORIES = { connecting, syncing, checking, releasing } satisfies Record<Place, unknown>;
/** The first, the second and the last time that this is done in the firm's life. */
const POSITIONS = ['first', 'middle', 'last'];
const MODES = [
  { mode: 'once', requests: 1, positions: POSITIONS },
  // What lasts is seen alike wherever it begins.
  { mode: 'always', requests: Number.MAX_SAFE_INTEGER, positions: POSITIONS.slice(0, 1) },
] as const;

const OF_XERO = OUTCOMES.length * FAULT_NAMES.length;
const OF_AWS = Object.keys(aws).length * Object.keys(AWS_FAULTS).length;
const CASES = (OF_XERO + OF_AWS) * MODES.flatMap(({ positions }) => positions).length;
const r1 = promise('R1', 'every fault of every dependency has a defined outcome', { floor: CASES });
const r13 = promise('R13', 'retries do not multiply', { floor: CASES });

/** Over all layers: the adapter, the domain, the workflow. */
const MOST_REQUESTS = 5;
/** In these Xero itself says when to come back, and does so until there is no point any more (R12). */
const ASKED_BACK: readonly FaultName[] = ['429 with a short pause', '429 of the minute', '429 of the day'];
/** Three failures of 180 seconds, and the measuring delta before them: less than Lambda's 15 minutes. */
const LONGEST_MILLISECONDS = 780_000;

interface Case {
  place: Place;
  fault: FaultName;
  declared: string;
  requests: number;
  operation: (typeof OUTCOMES)[number]['operation'];
}

/** One round with the fault, and what follows once it is over. */
async function struck(story: Story, { operation, fault, requests }: Case) {
  story.xero.fault = { operation, name: fault, left: requests };
  story.xero.asked.clear();
  const began = Date.now();
  const outcome = await drive(story.round());
  const took = Date.now() - began;
  const asked = story.xero.asked.get(operation) ?? 0;
  story.xero.fault = undefined;
  const after = outcome === 'ok' ? 'ok' : await drive(story.mend());
  return { outcome, took, asked, after, harm: await drive(story.harm()) };
}

describe.each(OUTCOMES)('$operation while $place', ({ place, operation, usual, except }) => {
  it.each(FAULT_NAMES)('%s', async (fault) => {
    const declared = except[fault] ?? usual;
    for (const [index, { mode, requests, positions }] of MODES.entries()) {
      const story = await drive(STORIES[place](adapters));
      for (const position of positions) {
        const expected = declared[index]!;
        const seen = await struck(story, { place, operation, fault, requests, declared: expected });
        const where = `${operation} while ${place}, ${fault}, ${mode}, the ${position} time`;
        expect(CLASS_OF[seen.outcome], `${where}: ${seen.outcome} has no class`).toBeDefined();
        expect({ outcome: seen.outcome, after: seen.after, harm: seen.harm }, where).toEqual({
          outcome: expected,
          after: 'ok',
          harm: [],
        });
        expect(seen.asked, `${where}: nothing was asked, so nothing was shown`).toBeGreaterThan(0);
        expect(seen.took, `${where}: a hang`).toBeLessThanOrEqual(LONGEST_MILLISECONDS);
        r1.held();
        if (!ASKED_BACK.includes(fault)) {
          expect(seen.asked, `${where}: requests`).toBeLessThanOrEqual(MOST_REQUESTS);
        }
        r13.held();
      }
    }
  });
});

/** A step of a workflow and an event are tried twice, which makes at most four requests of these. */
const ATTEMPTS = 2;
/** What a condition that fails means to these; elsewhere no condition is expected. */
const CONDITION: Readonly<Record<string, string>> = {
  'conditional write': 'refused',
  // It has none, and DynamoDB would not speak of one.
  write: 'ok',
};

describe.each(Object.entries(aws))('%s of AWS', (name, { act, good }) => {
  /** Calls AWS once; so many of its answers are spoilt. */
  const call = async (spoilt: number, send: (typeof AWS_FAULTS)[string]['send']) => {
    let asked = 0;
    wire.answer = (_request, line) => {
      asked += 1;
      if (asked <= spoilt) send(line, good, name === 'SendEmail');
      else answerAws(line, '200 OK', good, name === 'SendEmail');
    };
    const began = Date.now();
    const outcome = await drive(
      act().then(
        (value) => (value === false && name in CONDITION ? 'refused' : 'ok'),
        () => 'failed',
      ),
    );
    return { outcome, asked, took: Date.now() - began };
  };

  it.each(Object.entries(AWS_FAULTS))('%s', async (fault, { passes, send }) => {
    for (const { mode, requests, positions } of MODES) {
      for (const [struck, position] of positions.entries()) {
        for (const [index] of POSITIONS.entries()) {
          const isStruck = index === struck;
          const seen = await call(isStruck ? requests : 0, send);
          const lasting = (fault === 'a condition that fails' ? CONDITION[name] : undefined) ?? 'failed';
          const where = `${name}, ${fault}, ${mode}, the ${position} call`;
          expect(seen.outcome, where).toBe(!isStruck || (passes && mode === 'once') ? 'ok' : lasting);
          expect(seen.asked, where).toBe(isStruck && passes ? ATTEMPTS : 1);
          expect(seen.took, `${where}: a hang`).toBeLessThan(40_000);
        }
        r1.held();
        r13.held();
      }
    }
  });
});
