import type { SESClient } from '@aws-sdk/client-ses';
import { describe, expect, it } from 'vitest';
import { SesMailer } from '#adapters/ses/mailer.ts';
import { deliver } from '#domain/mail/deliver.ts';
import { makeHandler as recordProblem } from '../../functions/trigger/record-mail-problem/handler.ts';
import { FIRM_ID } from '../support/builders.ts';
import { InMemoryMailProblemRepository } from '../support/fakes/mail-problem-repository.ts';
import { InMemoryOutbox } from '../support/fakes/outbox.ts';
import { FakeClock } from '../support/fakes/system.ts';
import { InMemoryUserRepository } from '../support/fakes/user-repository.ts';
import { records } from '../support/practice/world.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { between, mulberry32, pick } from '../support/proof/random.ts';
import { syncWorld } from '../support/workflows/sync-world.ts';

const SEEDS = 100;
const MINUTE = 60_000;
const SWEEP_MINUTES = 5;
const replay = (seed: number) =>
  `SEED=${String(seed)} npx vitest run --project proof test/proof/r15-mail-trouble.test.ts`;
const named = (name: string, message = name) => Object.assign(new Error(message), { name });

/** What passes, and what no repetition changes. */
const PASSING = {
  'too many a second': () => named('Throttling', 'Maximum sending rate exceeded.'),
  'the quota of the day': () => named('Throttling', 'Daily message quota exceeded.'),
  'a paused account': () => named('AccountSendingPausedException'),
  'an outage': () => named('ServiceUnavailable'),
  'no answer': () => named('TimeoutError'),
};
const FINAL = {
  'an address that the sandbox does not know': () =>
    named('MessageRejected', 'Email address is not verified.'),
  'an address that is none': () => named('InvalidParameterValue', 'Illegal address'),
  'a sender that nobody verified': () => named('MailFromDomainNotVerifiedException'),
};
const r15 = promise('R15', 'SES trouble is contained', {
  floor: (Object.keys(PASSING).length + Object.keys(FINAL).length + 2) * SEEDS,
});

/** An outbox with three mails, one of them to somebody whom SES has trouble with. */
async function office(fail: () => Error | undefined) {
  const clock = new FakeClock();
  const sent: { to: string; at: number }[] = [];
  const asked: number[] = [];
  const problems: { mailId: string; givenUp: boolean; errorName: string }[] = [];
  const send = ({ input }: { input: { Destination: { ToAddresses: string[] } } }) => {
    const to = input.Destination.ToAddresses[0] ?? '';
    if (to === 'ada@example.com') {
      asked.push(clock.now().getTime());
      const error = fail();
      if (error !== undefined) return Promise.reject(error);
    }
    sent.push({ to, at: clock.now().getTime() });
    return Promise.resolve({});
  };
  const deps = {
    ...{ clock, outbox: new InMemoryOutbox(), mailProblems: new InMemoryMailProblemRepository() },
    users: new InMemoryUserRepository(),
    mailer: new SesMailer({ send } as unknown as SESClient, 'noreply@example.com', 'mails'),
    onProblem: (problem: (typeof problems)[number]) => void problems.push(problem),
  };
  const put = (mailId: string, to: string) =>
    deps.outbox.put({ mailId, firmId: FIRM_ID, to, subject: 's', html: 'h', text: 't' }, clock.now());
  for (const name of ['ben', 'ada', 'mia']) await put(name, `${name}@example.com`);
  const sweep = async () => {
    await deliver(deps, await deps.outbox.due(clock.now(), 50));
    clock.advance(SWEEP_MINUTES * MINUTE);
  };
  return { deps, clock, sent, asked, problems, put, sweep };
}

const timesTo = (sent: readonly { to: string }[], name: string) =>
  sent.filter(({ to }) => to.toLowerCase() === `${name}@example.com`).length;

describe.each(Object.entries(PASSING))('%s', (_, error) => {
  it('delays that mail alone, which leaves once it is over', async () => {
    for (const seed of eachSeed(SEEDS)) {
      let left = between(mulberry32(seed), 1, 6);
      const trouble = left;
      const { sweep, sent, asked, problems } = await office(() => (left-- > 0 ? error() : undefined));
      await sweep();
      expect([timesTo(sent, 'ben'), timesTo(sent, 'mia')], replay(seed)).toEqual([1, 1]);
      for (let sweeps = 0; sweeps < 12 * 24; sweeps += 1) await sweep();
      expect([timesTo(sent, 'ada'), asked.length], replay(seed)).toEqual([1, trouble + 1]);
      expect(
        problems.every(({ givenUp }) => !givenUp),
        replay(seed),
      ).toBe(true);
      // Soon at first, and then ever more patient: SES counts what it refuses.
      const pauses = asked.slice(1).map((at, index) => (at - (asked[index] ?? 0)) / MINUTE);
      expect(pauses[0], replay(seed)).toBeLessThanOrEqual(10);
      expect(
        [...pauses].sort((a, b) => a - b),
        replay(seed),
      ).toEqual(pauses);
      expect(Math.max(...pauses), replay(seed)).toBeLessThanOrEqual(6 * 60 + SWEEP_MINUTES);
      r15.held();
    }
  });
});

describe.each(Object.entries(FINAL))('%s', (_, error) => {
  it('gives that mail up at once, says why, and lets the others go', async () => {
    for (const seed of eachSeed(SEEDS)) {
      const { sweep, sent, asked, problems, deps } = await office(error);
      for (let sweeps = between(mulberry32(seed), 1, 20); sweeps > 0; sweeps -= 1) await sweep();
      expect([asked.length, timesTo(sent, 'ben'), timesTo(sent, 'mia')], replay(seed)).toEqual([1, 1, 1]);
      expect(problems, replay(seed)).toEqual([
        { mailId: 'ada', givenUp: true, errorName: 'MailRefusedError' },
      ]);
      const kept = deps.outbox.all().find(({ mail }) => mail.mailId === 'ada');
      expect(kept, replay(seed)).toMatchObject({ state: 'given-up', reason: error().name });
      r15.held();
    }
  });
});

describe.each(['Bounce', 'Complaint'] as const)('a %s', (kind) => {
  it('keeps every later mail from that address, however it is written, and from no other', async () => {
    for (const seed of eachSeed(SEEDS)) {
      const random = mulberry32(seed);
      const { deps, put, sweep, sent } = await office(() => undefined);
      await sweep();
      const written = pick(random, [
        'ada@example.com',
        'Ada <ada@example.com>',
        'ADA@Example.COM',
        '"A" <Ada@example.com>',
      ]);
      const timestamp = deps.clock.now().toISOString();
      const recipients = [{ emailAddress: written }];
      const detail =
        kind === 'Bounce'
          ? { eventType: kind, bounce: { bounceType: 'Permanent', timestamp, bouncedRecipients: recipients } }
          : { eventType: kind, complaint: { timestamp, complainedRecipients: recipients } };
      for (let times = between(random, 1, 3); times > 0; times -= 1) await recordProblem(deps)({ detail });
      for (let index = between(random, 1, 4); index > 0; index -= 1) {
        await put(`again-${String(index)}`, pick(random, ['ada@example.com', 'Ada@Example.com']));
        await put(`other-${String(index)}`, 'ben@example.com');
      }
      const more = (deps.outbox.all().length - 3) / 2;
      await sweep();
      expect([timesTo(sent, 'ada'), timesTo(sent, 'ben')], replay(seed)).toEqual([1, 1 + more]);
      expect(
        deps.outbox.all().filter(({ state }) => state === 'given-up'),
        replay(seed),
      ).toHaveLength(more);
      r15.held();
    }
  });
});

describe('the sync itself', () => {
  it.each(Object.entries({ ...PASSING, ...FINAL }))('succeeds beside %s', async (_, error) => {
    const world = await syncWorld();
    world.ports.gateway.put(records(3));
    world.ports.mailer.failures.set('ada@example.com', error());
    const run = await world.start({ trigger: 'first' });
    expect(run).toMatchObject({ status: 'SUCCEEDED', sync: { status: 'succeeded', counts: { added: 3 } } });
    expect(world.ports.outbox.all()).toHaveLength(1);
    expect((await world.connection()).run).toBeUndefined();
  });
});
