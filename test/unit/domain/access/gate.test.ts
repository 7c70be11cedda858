import { beforeEach, describe, expect, it } from 'vitest';
import type { Access } from '#domain/access/access.ts';
import { authorize } from '#domain/access/access.ts';
import { makeGate, type Gate } from '#domain/access/gate.ts';
import { aConnection, aUser, FIRM_ID } from '../../../support/builders.ts';
import { InMemoryAuditLog } from '../../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../../support/fakes/connection-repository.ts';
import { FakeClock } from '../../../support/fakes/system.ts';
import { InMemoryUserRepository } from '../../../support/fakes/user-repository.ts';

const ADMIN: Extract<Access, { auth: 'user' }> = { auth: 'user', role: 'admin' };
const MEMBER: Extract<Access, { auth: 'user' }> = { auth: 'user', role: 'member' };
const CLAIMS = { userId: 'mo', firmId: FIRM_ID, mfa: true };

let clock: FakeClock;
let audit: InMemoryAuditLog;
let gate: Gate;
beforeEach(async () => {
  clock = new FakeClock();
  audit = new InMemoryAuditLog();
  const users = new InMemoryUserRepository();
  await users.put(aUser('mo', { role: 'member' }));
  const tokens = { verify: () => Promise.resolve(CLAIMS) };
  gate = makeGate({
    ...{ tokens, users, connections: new InMemoryConnectionRepository(), audit, clock },
    onUnrecorded: (failure) => {
      throw failure;
    },
  });
});

const ask = (operationId: string, access = ADMIN) =>
  gate(access, 'Bearer token', { operationId, sourceIp: '203.0.113.7' });
const refused = async (operationId: string) => {
  await expect(ask(operationId)).rejects.toMatchObject({ kind: 'forbidden', code: 'ADMIN_REQUIRED' });
};

describe('the gate', () => {
  it('lets members through where members may pass', async () => {
    await expect(ask('listClients', MEMBER)).resolves.toMatchObject({ user: { userId: 'mo' } });
  });

  it.each(['Bearer', 'Bearer ', 'Bearer  token', 'Bearer a b', 'Basic token', ''])(
    'asks to sign in first for %j, without a look at any token',
    async (authorization) => {
      await expect(gate(MEMBER, authorization, { operationId: 'x', sourceIp: '' })).rejects.toMatchObject({
        kind: 'unauthenticated',
        code: 'SIGN_IN_REQUIRED',
        message: 'Sign in first.',
      });
    },
  );

  it('notes the same refusal once a minute, and others at once', async () => {
    await refused('listUsers');
    await refused('listAudit');
    await refused('listUsers');
    clock.advance(59_999);
    await refused('listUsers');
    expect(audit.events).toHaveLength(2);
    clock.advance(1);
    await refused('listUsers');
    expect(audit.events).toHaveLength(3);
  });

  it('remembers a thousand refusals, and forgets them all for the next', async () => {
    for (let index = 0; index < 1_000; index += 1) await refused(`operation-${String(index)}`);
    await refused('operation-0');
    expect(audit.events).toHaveLength(1_000);
    await refused('one-more');
    await refused('operation-0');
    expect(audit.events).toHaveLength(1_002);
  });
});

describe('who is authorized', () => {
  it('is nobody whose stored firm is another than that of the token', () => {
    const other = { ...CLAIMS, firmId: '22222222-2222-4222-8222-222222222222' };
    const act = () => authorize(MEMBER, other, aUser('mo'), undefined);
    expect(act).toThrow(expect.objectContaining({ kind: 'unauthenticated', code: 'SIGNED_OUT' }));
  });

  it.each([
    ['Sign in again', MEMBER, CLAIMS, aUser('mo', { active: false })],
    ['multi-factor authentication is required', MEMBER, { ...CLAIMS, mfa: false }, aUser('mo')],
    ['Only an admin', ADMIN, CLAIMS, aUser('mo', { role: 'member' })],
  ])('is told what to do: %s', (words, access, claims, user) => {
    expect(() => authorize(access, claims, user, aConnection())).toThrow(words);
  });
});
