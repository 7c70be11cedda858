import { beforeEach, describe, expect, it } from 'vitest';
import { MailRefusedError } from '#domain/mail/errors.ts';
import { mailIdOf } from '#domain/sync/announce.ts';
import { makeHandler as makeComplete } from '../../../../functions/workflow/sync-firm/complete-sync/handler.ts';
import { makeHandler as makeSend } from '../../../../functions/workflow/sync-firm/send-summary/handler.ts';
import { makeHandler as makeDeliver } from '../../../../functions/trigger/deliver-mail/handler.ts';
import { makeHandler as makeEnded } from '../../../../functions/trigger/execution-ended/handler.ts';
import { aClient, aConnection, aRun, aUser, FIRM_ID } from '../../../support/builders.ts';
import { type EndOfSyncDeps, found, makeDeps, run } from '../../../support/end-of-sync.ts';

let deps: EndOfSyncDeps;
beforeEach(async () => {
  deps = await makeDeps();
});
const complete = (facts = found()) => makeComplete(deps)({ run, found: facts, requests: 3 });
const recipients = () => deps.outbox.all().map(({ mail }) => mail.to.split('@')[0]);
const holding = (changes = {}) => {
  deps.connections.seed(aConnection({ run: aRun(changes) }));
};

describe('mails', () => {
  const send = () => makeSend(deps)({ firmId: FIRM_ID, syncId: 'SYNC1' });

  it('go out once, however often Send summary runs', async () => {
    holding({ trigger: 'schedule', startedBy: undefined });
    await complete(found({ added: 1 }));
    expect(await send()).toEqual({ sent: 2, waiting: 0 });
    expect(await send()).toEqual({ sent: 0, waiting: 0 });
    expect(deps.mailer.sent).toHaveLength(2);
  });

  it('carry the id of the click that led to them, to whoever logs them', async () => {
    holding({ requestId: 'click' });
    await complete(found({ added: 1 }));
    expect(await deps.syncs.get(FIRM_ID, 'SYNC1')).toMatchObject({ requestId: 'click' });
    const told: object[] = [];
    deps.mailer.failures.set('ben@example.com', new Error('throttled'));
    const watched = { ...deps, onSent: told.push.bind(told), onProblem: told.push.bind(told) };
    await makeSend(watched)({ firmId: FIRM_ID, syncId: 'SYNC1' });
    expect(told).toEqual([{ mailId: mailIdOf('SYNC1', 'ada'), requestId: 'click', messageId: 'message-1' }]);
  });

  it('count all that a delta did not touch as unchanged', async () => {
    for (const clientId of ['a', 'b', 'c']) deps.clients.seed(FIRM_ID, aClient(clientId));
    holding();
    await makeComplete(deps)({ run: { ...run, mode: 'delta' }, found: found({ updated: 1 }), requests: 1 });
    expect(deps.outbox.all()[0]?.mail.text).toContain('Unchanged: 2');
  });

  it('wait for 5, 10, 20 minutes … and are given up after 12 attempts', async () => {
    holding();
    await complete();
    deps.mailer.failures.set('ada@example.com', new Error('throttled'));
    expect(await send()).toEqual({ sent: 0, waiting: 1 });
    const waits: number[] = [];
    for (let minutes = 0; minutes < 100 * 60 && deps.problems.length < 12; minutes += 5) {
      deps.clock.advance(5 * 60_000);
      const before = deps.problems.length;
      await makeDeliver(deps)();
      if (deps.problems.length > before) waits.push(minutes + 5);
    }
    expect(waits.slice(0, 4)).toEqual([5, 15, 35, 75]);
    expect(deps.problems.at(-1)).toMatch(/given up$/);
    deps.mailer.failures.clear();
    deps.clock.advance(24 * 3_600_000);
    expect(await makeDeliver(deps)()).toEqual({ sent: 0, waiting: 0 });
  });

  it('are never repeated to an address that was refused, and do not stop the others', async () => {
    holding({ trigger: 'schedule', startedBy: undefined });
    await complete(found({ added: 1 }));
    deps.mailer.failures.set('ada@example.com', new MailRefusedError('MessageRejected'));
    expect(await send()).toEqual({ sent: 1, waiting: 0 });
    expect(deps.problems).toEqual([`${mailIdOf('SYNC1', 'ada')} given up`]);
  });

  it.each([
    ['bounce', 'an earlier mail to this address bounced'],
    ['complaint', 'the owner of this address complained about an earlier mail'],
  ] as const)('are given up, with the reason, after a %s; others go out', async (kind, reason) => {
    holding({ trigger: 'schedule', startedBy: undefined });
    await complete(found({ added: 1 }));
    await deps.mailProblems.record('ada@example.com', { kind, at: deps.clock.now().toISOString() });
    expect(await send()).toEqual({ sent: 1, waiting: 0 });
    expect(deps.mailer.sent.map(({ to }) => to)).toEqual(['ben@example.com']);
    expect(deps.problems).toEqual([`${mailIdOf('SYNC1', 'ada')} given up`]);
    expect(deps.outbox.all()[0]).toMatchObject({ state: 'given-up', reason });
  });

  it.each([
    ['deactivated', () => deps.users.put(aUser('ada', { active: false }))],
    [
      'removed',
      async () => {
        await deps.users.setAccess(FIRM_ID, 'ada', { role: 'admin', active: false }, 1);
        await deps.users.remove(FIRM_ID, 'ada', 1);
      },
    ],
  ])('do not go to a user who was %s since, and go to the others', async (_, leave) => {
    holding({ trigger: 'schedule', startedBy: undefined });
    await complete(found({ added: 1 }));
    await leave();
    await send();
    await makeDeliver(deps)();
    expect(deps.mailer.sent.map(({ to }) => to)).toEqual(['ben@example.com']);
    const [ada] = deps.outbox.all();
    expect(ada).toMatchObject({ state: 'given-up', reason: 'the recipient has no access any more' });
  });

  it('that nobody sent are sent by the outbox, all of them', async () => {
    for (let index = 0; index < 120; index += 1) {
      const mail = {
        mailId: `m${String(index)}`,
        firmId: FIRM_ID,
        to: 'x@example.com',
        subject: 's',
        html: '',
        text: '',
      };
      await deps.outbox.put(mail, deps.clock.now());
    }
    expect(await makeDeliver(deps)()).toEqual({ sent: 120, waiting: 0 });
  });
});

describe('an execution that ended by itself', () => {
  const ended = (status: 'FAILED' | 'TIMED_OUT' | 'ABORTED') =>
    makeEnded(deps)({
      detail: { name: 'SYNC1', status, input: JSON.stringify({ firmId: FIRM_ID, syncId: 'SYNC1' }) },
    });

  it.each([
    ['ABORTED', 'interrupted', 'SYNC_STOPPED'],
    ['TIMED_OUT', 'failed', 'SYNC_OUT_OF_TIME'],
    ['FAILED', 'failed', 'INTERNAL_ERROR'],
  ] as const)('%s leaves a sync %s and a free lease', async (status, syncStatus, code) => {
    holding();
    expect(await ended(status)).toEqual({ ended: true });
    expect(await deps.syncs.get(FIRM_ID, 'SYNC1')).toMatchObject({ status: syncStatus, failure: { code } });
    expect((await deps.connections.get(FIRM_ID))?.run).toBeUndefined();
    expect(recipients()).toEqual(['ada']);
  });

  it('is nothing to do when its run has ended, or another one holds the lease', async () => {
    holding({ syncId: 'SYNC2' });
    expect(await ended('ABORTED')).toEqual({ ended: false });
    expect((await deps.connections.get(FIRM_ID))?.run?.syncId).toBe('SYNC2');
  });
});
