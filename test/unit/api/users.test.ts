import { beforeEach, describe, expect, it } from 'vitest';
import { makeHandler as makeDelete } from '../../../functions/api/delete-user/handler.ts';
import { contract as inviteContract } from '../../../functions/api/invite-user/contract.ts';
import { makeHandler as makeInvite } from '../../../functions/api/invite-user/handler.ts';
import { makeHandler as makeList } from '../../../functions/api/list-users/handler.ts';
import { makeHandler as makeReset } from '../../../functions/api/reset-user-mfa/handler.ts';
import { contract as updateContract } from '../../../functions/api/update-user/contract.ts';
import { makeHandler as makeUpdate } from '../../../functions/api/update-user/handler.ts';
import { aConnection, aFirm, aUser, FIRM_ID } from '../../support/builders.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { InMemoryOutbox } from '../../support/fakes/outbox.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { InMemoryFirmRepository } from '../../support/fakes/firm-repository.ts';
import { InMemoryMailProblemRepository } from '../../support/fakes/mail-problem-repository.ts';
import { InMemorySeatRepository } from '../../support/fakes/seat-repository.ts';
import { InMemoryStayingAdminRepository } from '../../support/fakes/staying-admin-repository.ts';
import { FakeClock } from '../../support/fakes/system.ts';
import { InMemoryUserDirectory } from '../../support/fakes/user-directory.ts';
import { InMemoryUserRepository } from '../../support/fakes/user-repository.ts';

const OTHER_FIRM = '22222222-2222-4222-8222-222222222222';
const caller = { user: aUser('ada'), mfa: true, sourceIp: '203.0.113.7', requestId: 'r' };

async function makeDeps() {
  const users = new InMemoryUserRepository();
  await users.put(aUser('ada', { name: 'ada', lastSignInAt: '2026-03-01T00:00:00.000Z' }));
  await users.put(aUser('mia', { name: 'Mia', role: 'member' }));
  await users.put(aUser('old', { name: 'Bob', active: false }));
  await users.put(aUser('eve', { firmId: OTHER_FIRM }));
  const firms = new InMemoryFirmRepository();
  await firms.create(aFirm());
  return {
    users,
    firms,
    seats: new InMemorySeatRepository(),
    stayingAdmins: new InMemoryStayingAdminRepository(),
    directory: new InMemoryUserDirectory(),
    connections: new InMemoryConnectionRepository(),
    outbox: new InMemoryOutbox(),
    portalUrl: 'https://portal.example',
    mailProblems: new InMemoryMailProblemRepository(),
    audit: new InMemoryAuditLog(),
    clock: new FakeClock(),
  };
}
let deps: Awaited<ReturnType<typeof makeDeps>>;
beforeEach(async () => {
  deps = await makeDeps();
});
const actions = () => deps.audit.events.map(({ action, details }) => ({ action, ...details }));
const patch = (userId: string, body: object) =>
  makeUpdate(deps)({ caller, path: { userId }, body: updateContract.body?.parse(body) ?? {} });
const remove = (userId: string) => makeDelete(deps)({ caller, path: { userId } });
const invite = (body: object) =>
  makeInvite(deps)({ caller, body: inviteContract.body?.parse(body) ?? expect.fail() });

describe('GET /users', () => {
  it("lists the firm's users by name with what admins want to know, and counts the seats", async () => {
    deps.directory.withMfa.add('mia');
    const { body } = await makeList(deps)({ caller });
    expect(body.users.map(({ userId, mfa, active }) => [userId, mfa, active])).toEqual([
      ['ada', false, true],
      ['old', false, false],
      ['mia', true, true],
    ]);
    expect(body.users.map((user) => user.lastSignInAt)).toEqual(['2026-03-01T00:00:00.000Z', null, null]);
    expect(body.seats).toEqual({ used: 2, total: null });
    await deps.firms.setSeats(FIRM_ID, 7);
    expect((await makeList(deps)({ caller })).body.seats).toEqual({ used: 2, total: 7 });
  });

  it('says whose address takes no mail any more, also of one who was removed and invited again', async () => {
    const problem = { kind: 'complaint' as const, at: '2026-03-01T00:00:00.000Z' };
    await deps.mailProblems.record('MIA@example.com', problem);
    const problems = async () =>
      (await makeList(deps)({ caller })).body.users.map(({ email, mailProblem }) => [email, mailProblem]);
    expect(await problems()).toEqual([
      ['ada@example.com', null],
      ['old@example.com', null],
      ['mia@example.com', problem],
    ]);
    await remove('mia');
    await invite({ email: 'mia@example.com', name: 'Mia', role: 'member' });
    expect(await problems()).toContainEqual(['mia@example.com', problem]);
  });

  it('says of whom the sign-in service did not answer', async () => {
    deps.directory.hasMfa = (userId) =>
      userId === 'old' ? Promise.reject(new Error('unknown')) : Promise.resolve(false);
    const { body } = await makeList(deps)({ caller });
    expect(body.users.map(({ mfa }) => mfa)).toEqual([false, null, false]);
  });
});

describe('POST /users', () => {
  const zoe = { email: 'Zoe@Example.com', name: ' Zoë ', role: 'member' };

  it('invites, and an invitation that broke off is completed by the next', async () => {
    const create = deps.users.create.bind(deps.users);
    deps.users.create = () => Promise.reject(new Error('down'));
    await expect(invite(zoe)).rejects.toThrow('down');
    deps.users.create = create;
    const { body } = await invite(zoe);
    expect(body).toMatchObject({ email: 'zoe@example.com', name: 'Zoë', role: 'member', active: true });
    expect(await deps.users.get(FIRM_ID, body.userId)).toMatchObject({ name: 'Zoë', active: true });
    expect(actions()).toEqual([{ action: 'USER_INVITED', userId: body.userId, role: 'member' }]);
  });

  it('refuses a taken e-mail in the same words, whoever has it', async () => {
    await invite(zoe);
    await deps.directory.invite({ email: 'eve@example.com', name: 'Eve', firmId: OTHER_FIRM });
    const own = await invite(zoe).catch((error: unknown) => error);
    const foreign = await invite({ ...zoe, email: 'eve@example.com' }).catch((error: unknown) => error);
    expect(own).toMatchObject({ kind: 'conflict', code: 'EMAIL_TAKEN' });
    expect((foreign as Error).message).toBe((own as Error).message);
    expect(deps.audit.events).toHaveLength(1);
  });

  it.each([
    { ...zoe, email: 'no address' },
    { ...zoe, name: '  ' },
    { ...zoe, name: 'x'.repeat(201) },
    { ...zoe, role: 'owner' },
    { ...zoe, firmId: OTHER_FIRM },
    { email: zoe.email, name: zoe.name },
  ])('refuses %o', (body) => {
    expect(inviteContract.body?.safeParse(body).success).toBe(false);
  });
});

describe('PATCH /users/{userId}', () => {
  it('changes role and name', async () => {
    const { body } = await patch('mia', { role: 'admin', name: 'Mia Moana' });
    expect(body).toMatchObject({ userId: 'mia', role: 'admin', name: 'Mia Moana', active: true });
    expect(actions()).toEqual([
      { action: 'USER_CHANGED', userId: 'mia', role: 'admin', active: true, renamed: true },
    ]);
    expect(JSON.stringify(deps.audit.events)).not.toContain('Moana');
  });

  it('switches the sign-in off with the user, and on before the user', async () => {
    await patch('mia', { active: false });
    expect(deps.directory.disabled).toEqual(new Set(['mia']));
    deps.directory.setEnabled = () => Promise.reject(new Error('down'));
    await expect(patch('mia', { active: true })).rejects.toThrow('down');
    expect((await deps.users.get(FIRM_ID, 'mia'))?.active).toBe(false);
  });

  it('keeps the last active admin', async () => {
    for (const body of [{ role: 'member' }, { active: false }]) {
      await expect(patch('ada', body)).rejects.toMatchObject({ kind: 'conflict', code: 'LAST_ADMIN' });
    }
    expect(deps.directory.disabled.size).toBe(0);
    expect(actions()).toEqual([]);
    await patch('ada', { name: 'Ada' });
    await patch('mia', { role: 'admin' });
    await patch('ada', { role: 'member' });
    expect(await deps.users.get(FIRM_ID, 'ada')).toMatchObject({ role: 'member', name: 'Ada' });
  });

  it('knows nobody of another firm', async () => {
    for (const userId of ['eve', 'none']) {
      await expect(patch(userId, { active: true })).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    }
  });

  it.each([{}, { email: 'new@example.com' }, { role: 'owner' }, { active: 'yes' }])('refuses %o', (body) => {
    expect(updateContract.body?.safeParse(body).success).toBe(false);
  });
});

describe('DELETE /users/{userId}', () => {
  it('removes sign-in and user', async () => {
    await remove('mia');
    expect(await deps.users.get(FIRM_ID, 'mia')).toBeUndefined();
    expect(deps.directory.removed).toEqual(new Set(['mia']));
    expect(actions()).toEqual([{ action: 'USER_REMOVED', userId: 'mia' }]);
    await expect(remove('mia')).rejects.toMatchObject({ kind: 'not-found', code: 'USER_NOT_FOUND' });
    await expect(remove('eve')).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
  });

  it('locks the user out first, and may be repeated when the sign-in could not be removed', async () => {
    const removing = deps.directory.remove.bind(deps.directory);
    deps.directory.remove = () => Promise.reject(new Error('down'));
    await expect(remove('mia')).rejects.toThrow('down');
    expect((await deps.users.get(FIRM_ID, 'mia'))?.active).toBe(false);
    deps.directory.remove = removing;
    await remove('mia');
    expect(await deps.users.get(FIRM_ID, 'mia')).toBeUndefined();
  });

  it('keeps the last active admin', async () => {
    await expect(remove('ada')).rejects.toMatchObject({ code: 'LAST_ADMIN' });
    expect(deps.directory.removed.size).toBe(0);
    await patch('old', { active: true });
    await remove('ada');
    await expect(remove('old')).rejects.toMatchObject({ code: 'LAST_ADMIN' });
  });

  it('leaves a user whom somebody made an admin meanwhile', async () => {
    deps.directory.remove = async () => {
      await patch('mia', { role: 'admin', active: true });
      await deps.stayingAdmins.save(FIRM_ID, 99, { change: 100 });
    };
    await expect(remove('mia')).rejects.toMatchObject({ code: 'USERS_CHANGING' });
    expect(await deps.users.get(FIRM_ID, 'mia')).toMatchObject({ role: 'admin', active: true });
  });
});

describe('DELETE /users/{userId}/mfa', () => {
  it('takes the lost device and its sessions, of the own firm only', async () => {
    deps.directory.withMfa.add('mia').add('eve');
    const reset = (userId: string) => makeReset(deps)({ caller, path: { userId } });
    await reset('mia');
    await expect(reset('eve')).rejects.toMatchObject({ kind: 'not-found', code: 'USER_NOT_FOUND' });
    expect(deps.directory.withMfa).toEqual(new Set(['eve']));
    expect(deps.directory.signedOut).toEqual(['mia']);
    expect(actions()).toEqual([{ action: 'MFA_RESET', userId: 'mia' }]);
    expect(deps.outbox.all().map(({ mail: { to, userId, subject } }) => [to, userId, subject])).toEqual([
      ['mia@example.com', 'mia', 'User ada reset your multi-factor authentication (Kauri Accounting)'],
    ]);
  });
});

describe('whoever connected', () => {
  const warned = () => deps.outbox.all().map(({ mail }) => mail.to);
  beforeEach(async () => {
    await deps.users.put(aUser('ben', { name: 'Ben' }));
    deps.connections.seed(aConnection({ connectedBy: { userId: 'ben', name: 'Ben' } }));
  });

  it('and is deactivated, then removed, is told to the admins who stay, once', async () => {
    await patch('ben', { active: false });
    expect(warned()).toEqual(['ada@example.com']);
    const [entry] = deps.outbox.all();
    expect(entry?.mail.subject).toBe('Ben, who connected Xero Practice Manager, has left (Kauri Accounting)');
    expect(entry?.mail.text).toContain('connect again as somebody who stays');
    await patch('ben', { active: true });
    await patch('ben', { active: false });
    await remove('ben');
    expect(warned()).toHaveLength(1);
  });

  it('and is removed at once is told too', async () => {
    await remove('ben');
    expect(warned()).toEqual(['ada@example.com']);
  });

  it.each([
    ['somebody else leaves', () => remove('mia')],
    ['they change their name or role only', () => patch('ben', { name: 'Benny', role: 'member' })],
  ])('stays unmentioned when %s', async (_, act) => {
    await act();
    expect(warned()).toEqual([]);
  });

  it('to a practice that is disconnected by now is nobody any more', async () => {
    deps.connections.seed(
      aConnection({ connectedBy: { userId: 'ben', name: 'Ben' }, state: 'disconnected' }),
    );
    await remove('ben');
    expect(warned()).toEqual([]);
  });
});
