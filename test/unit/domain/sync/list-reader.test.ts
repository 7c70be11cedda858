import { beforeEach, describe, expect, it } from 'vitest';
import { AccessRefusedError, XeroUnavailableError } from '#domain/connection/errors.ts';
import { PracticeAnswerError, RateLimitedError } from '#domain/practice/errors.ts';
import type { PracticeListRequest, PracticeQuota, PracticeRecord } from '#domain/practice/ports.ts';
import { isPassing, ListReader } from '#domain/sync/list-reader.ts';
import { FakeClock } from '../../../support/fakes/system.ts';
import { record } from '../../../support/practice/world.ts';

const ACCESS = { accessToken: 'token', tenantId: 'tenant' };
/** What the practice answers, one after the other; the last answer repeats. */
let answers: (Error | { records: PracticeRecord[]; quota: PracticeQuota })[];
let requests: PracticeListRequest[];
let sleeps: number[];
let clock: FakeClock;
let random: number;
beforeEach(() => {
  answers = [{ records: [record(1)], quota: { dayRemaining: 9, minuteRemaining: 8 } }];
  requests = [];
  sleeps = [];
  clock = new FakeClock();
  random = 0.5;
});

function readerFor(seconds = 780, before = 0): ListReader {
  const deps = {
    clock,
    random: () => random,
    sleep: (milliseconds: number) => {
      sleeps.push(milliseconds);
      return clock.sleep(milliseconds);
    },
    gateway: {
      async *listClients(request: PracticeListRequest) {
        requests.push(request);
        await Promise.resolve();
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer');
        yield* answer.records;
        return answer.quota;
      },
    },
  };
  return new ListReader(deps, ACCESS, new Date(clock.now().getTime() + seconds * 1000), before);
}
const count = async (records: AsyncIterable<PracticeRecord>) => {
  let listed = 0;
  for await (const one of records) listed += one.contacts.length + 1;
  return listed;
};
const fails = (error: Error, times: number) => {
  answers.unshift(...Array<Error>(times).fill(error));
};
const outage = new XeroUnavailableError();
const pause = (seconds: number) => new RateLimitedError('minute', seconds);

describe('a list that is asked for', () => {
  it('comes with what is left of the limits, and counts as a request', async () => {
    const reader = readerFor(780, 4);
    expect([reader.requests, reader.quota]).toEqual([4, { dayRemaining: null, minuteRemaining: null }]);
    expect(await reader.read(undefined, count)).toBe(1);
    expect([reader.requests, reader.quota]).toEqual([5, { dayRemaining: 9, minuteRemaining: 8 }]);
    expect(requests).toStrictEqual([{ ...ACCESS, maxMilliseconds: 780_000 }]);
  });

  it('of changes says since when, and has the time that is left', async () => {
    const reader = readerFor();
    clock.advance(80_000);
    const since = new Date('2026-03-01T00:00:00.000Z');
    await reader.read(since, count);
    expect(requests).toStrictEqual([{ ...ACCESS, modifiedSince: since, maxMilliseconds: 700_000 }]);
  });
});

describe('a failure', () => {
  it('that may pass is tried again, twice, ever later', async () => {
    fails(outage, 2);
    expect(await readerFor().read(undefined, count)).toBe(1);
    expect(sleeps).toEqual([2_000, 4_000]);
    expect(requests).toHaveLength(3);
  });

  it('is believed the third time, or as soon as was said', async () => {
    fails(outage, 3);
    await expect(readerFor().read(undefined, count)).rejects.toBe(outage);
    expect(requests).toHaveLength(3);
    fails(outage, 1);
    await expect(readerFor().read(undefined, count, 1)).rejects.toBe(outage);
    expect(requests).toHaveLength(4);
  });

  it('of our own is no reason to ask again', async () => {
    const fault = new TypeError('ours');
    await expect(readerFor().read(undefined, () => Promise.reject(fault))).rejects.toBe(fault);
    expect(sleeps).toEqual([]);
  });

  it.each([
    [34, 2],
    [33.9, 1],
  ])('with %d seconds left is tried %i times: a request needs half a minute', async (seconds, times) => {
    random = 1;
    fails(outage, 1);
    await readerFor(seconds)
      .read(undefined, count)
      .catch(() => undefined);
    expect(requests).toHaveLength(times);
  });

  it.each<[unknown, boolean]>([
    [outage, true],
    [new PracticeAnswerError('incomplete'), true],
    [new PracticeAnswerError('malformed'), true],
    [new PracticeAnswerError('too-large'), false],
    [new AccessRefusedError(401), false],
    [pause(1), false],
    ['no error at all', false],
  ])('%s passes by itself: %s', (error, passes) => {
    expect(isPassing(error)).toBe(passes);
  });
});

describe('a pause that Xero asks for', () => {
  it('is kept, and up to a second more, so that not all come back at once', async () => {
    fails(pause(10), 1);
    await readerFor().read(undefined, count);
    expect(sleeps).toEqual([10_500]);
  });

  it('of more than ten seconds is left to the caller', async () => {
    fails(pause(10.1), 1);
    await expect(readerFor().read(undefined, count)).rejects.toMatchObject({ retryAfterSeconds: 10.1 });
    expect(sleeps).toEqual([]);
  });

  it('is kept three times', async () => {
    fails(pause(1), 3);
    expect(await readerFor().read(undefined, count)).toBe(1);
    fails(pause(1), 4);
    await expect(readerFor().read(undefined, count)).rejects.toBeInstanceOf(RateLimitedError);
    expect(requests).toHaveLength(8);
  });

  it('and failures together make five requests at most', async () => {
    answers.unshift(pause(1), outage, pause(1), outage);
    expect(await readerFor().read(undefined, count)).toBe(1);
    expect(requests).toHaveLength(5);
    answers.unshift(pause(1), outage, pause(1), outage, pause(1));
    await expect(readerFor().read(undefined, count)).rejects.toBeInstanceOf(RateLimitedError);
    expect(requests).toHaveLength(10);
  });
});
