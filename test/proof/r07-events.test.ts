import { expect, it } from 'vitest';
import { makeHandler as disconnect } from '../../functions/api/delete-connection/handler.ts';
import { makeHandler as startSyncRoute } from '../../functions/api/start-sync/handler.ts';
import { makeHandler as deliverMail } from '../../functions/trigger/deliver-mail/handler.ts';
import { makeHandler as executionEnded } from '../../functions/trigger/execution-ended/handler.ts';
import { makeHandler as finishDisconnects } from '../../functions/trigger/finish-disconnects/handler.ts';
import { makeHandler as recordMailProblem } from '../../functions/trigger/record-mail-problem/handler.ts';
import { makeHandler as endInterruptedRuns } from '../../functions/workflow/dispatch-due-syncs/end-interrupted-runs/handler.ts';
import { XeroUnavailableError } from '#domain/connection/errors.ts';
import { beginSync } from '#domain/sync/begin-sync.ts';
import { announceMfa } from '#domain/user/mfa-reminders.ts';
import { connectedFirm } from '../support/proof/connected.ts';
import { execute } from '../support/proof/execution.ts';
import { shownOf } from '../support/proof/projection.ts';
import { SeededRandom } from '../support/proof/seeded-random.ts';
import { callerOf, firmNo, type ProofWorld } from '../support/proof/world.ts';
import { eachSeed, promise } from '../support/promise.ts';
import '../support/quiet-log.ts';

const r7 = promise('R7', 'events that come twice, late or in another order are harmless', { floor: 2_000 });
const DAY = 24 * 3_600_000;
const [STOPPED, LEFT] = [1, 2];

const replay = (seed: number) =>
  `SEED=${String(seed)} npx vitest run --project proof test/proof/r07-events.test.ts`;

type Event = (world: ProofWorld) => Promise<unknown>;

/** Two firms in the middle of things: a sync of one was stopped, the other disconnects while Xero does not answer. */
async function world() {
  const made = await connectedFirm(3, 2);
  for (const firm of [STOPPED, LEFT]) {
    const connection = await made.connections.get(firmNo(firm));
    if (connection !== undefined) await announceMfa(made, connection);
    made.directory.withMfa.add(`ada-${String(firm)}`);
  }
  // Whose address bounces gets no mail before that: whether it bounces before or after is chance.
  made.directory.withMfa.add('mia-1');
  await syncBy(made, LEFT);
  const { body } = await startSyncRoute(made)({
    caller: callerOf(STOPPED),
    body: { mode: 'full' },
    headers: {},
  });
  const input = made.launcher.started.find(({ syncId }) => syncId === body.syncId);
  if (input === undefined) throw new Error('not started');
  await beginSync(made, {
    firmId: firmNo(STOPPED),
    syncId: body.syncId,
    trigger: 'manual',
    requestedMode: 'full',
  });
  made.identity.fail.set('connections', [new XeroUnavailableError()]);
  const never = () => new Promise<void>(() => undefined);
  await disconnect({ ...made, sleep: never })({ caller: callerOf(LEFT) });
  const events: Event[] = [
    (on) =>
      executionEnded(on)({ detail: { name: body.syncId, status: 'ABORTED', input: JSON.stringify(input) } }),
    (on) => recordMailProblem(on)({ detail: bounce('Permanent', 'mia-1@example.com') }),
    (on) => recordMailProblem(on)({ detail: bounce('Transient', 'ada-1@example.com') }),
    (on) => recordMailProblem(on)({ detail: complaint('Mia <MIA-1@example.com>') }),
    (on) => finishDisconnects(on)(),
    (on) => deliverMail(on)(),
    (on) => endInterruptedRuns(on)(),
  ];
  return { made, events };
}

function bounce(bounceType: string, emailAddress: string) {
  const timestamp = '2026-03-02T18:00:00.000Z';
  return {
    eventType: 'Bounce' as const,
    bounce: { bounceType, bouncedRecipients: [{ emailAddress }], timestamp },
  };
}

function complaint(emailAddress: string) {
  const timestamp = '2026-03-02T18:00:00.000Z';
  const complained = { complaintFeedbackType: 'abuse', complainedRecipients: [{ emailAddress }], timestamp };
  return { eventType: 'Complaint' as const, complaint: complained };
}

/** `meanwhile` comes while the sync has its lease and has not gone far. */
async function syncBy(on: ProofWorld, firm: number, meanwhile: readonly Event[] = []): Promise<void> {
  const request = { caller: callerOf(firm), body: { mode: 'full' as const }, headers: {} };
  const { body } = await startSyncRoute(on)(request);
  const input = on.launcher.started.find(({ syncId }) => syncId === body.syncId);
  for (const event of meanwhile) await event(on);
  if (input !== undefined) await execute(on, input);
}

/** Everything has been delivered at last; the schedules go on. Then both firms live on: one syncs, one connects anew. */
async function liveOn(on: ProofWorld, late: readonly Event[]): Promise<void> {
  const end = Date.parse('2026-03-04T18:00:00.000Z');
  on.clock.advance(end - on.clock.now().getTime());
  for (let ticks = 0; ticks < 2; ticks += 1) {
    await endInterruptedRuns(on)();
    await finishDisconnects(on)();
    await deliverMail(on)();
  }
  on.gateway.grant(LEFT);
  await on.vault.create(firmNo(LEFT), on.identity.issue());
  const practice = { tenantId: 'tenant-2', connectionId: 'connection-2', name: null };
  const connectedBy = { userId: 'ada-2', name: 'Ada' };
  const times = { connectedAt: on.clock.now(), dueAt: on.clock.now() };
  await on.connections.connect({
    firmId: firmNo(LEFT),
    practice,
    connectedBy,
    ...times,
    practiceChanged: false,
  });
  // Some come only now, when a newer connection and newer syncs are there.
  for (const event of late) await event(on);
  for (const firm of [STOPPED, LEFT]) await syncBy(on, firm, late);
  for (const event of late) await event(on);
  const mail = { firmId: firmNo(STOPPED), subject: 'To all', html: '<p>Hi</p>', text: 'Hi' };
  for (const name of ['ada', 'ben', 'mia']) {
    const to = `${name}-1@example.com`;
    await on.outbox.put({ ...mail, to, mailId: `to-all/${name}` }, on.clock.now());
  }
  await deliverMail(on)();
}

/** Without the moments at which things happened. */
async function outcomeOf(on: ProofWorld) {
  const firms = [];
  for (const firm of [STOPPED, LEFT]) {
    const { state, epoch, cleanupPending, run, lastSync } = on.connections.peek(firmNo(firm)) ?? {};
    const { syncs } = await on.syncs.list(firmNo(firm), { limit: 50 });
    const history = syncs.map(({ status, counts, failure }) => [status, counts.added, failure?.code]);
    const tokens = (await on.vault.load(firmNo(firm))) !== undefined;
    const shown = await shownOf(on, firm);
    firms.push({ state, epoch, cleanupPending, run, last: lastSync?.status, history, tokens, shown });
  }
  const mails = on.mailer.sent.map(({ to, subject }) => `${to} ${subject}`).sort();
  const problem = (await on.mailProblems.get('mia-1@example.com'))?.kind;
  const healthy = await on.mailProblems.get('ada-1@example.com');
  const ends = on.audit.events.filter(({ action }) => action === 'SYNC_ENDED').length;
  return { firms, mails, problem, healthy, ends };
}

it('what happened is the same as if each had come once and in order', async () => {
  const { made: calm, events: inOrder } = await world();
  for (const event of inOrder) await event(calm);
  await liveOn(calm, []);
  const expected = await outcomeOf(calm);
  expect(expected.mails.filter((mail) => mail.endsWith('To all'))).toHaveLength(2);
  let deliveries = 0;
  for (const seed of eachSeed(2_000)) {
    const random = new SeededRandom(seed);
    const { made, events } = await world();
    const start = made.clock.now().getTime();
    const copies = events.flatMap((event) =>
      Array.from({ length: random.int(1, 5) }, () => {
        const delay = random.pick([0, random.int(0, 3_600_000), random.int(0, DAY)]);
        return { event, at: start + delay };
      }),
    );
    for (const { event, at } of random.shuffled(copies).sort((a, b) => a.at - b.at)) {
      made.clock.advance(Math.max(0, at - made.clock.now().getTime()));
      await event(made);
      deliveries += 1;
    }
    await liveOn(made, random.shuffled(events).slice(0, random.int(0, events.length)));
    expect(await outcomeOf(made), replay(seed)).toEqual(expected);
    r7.held();
  }
  r7.figure('deliveries', deliveries);
});
