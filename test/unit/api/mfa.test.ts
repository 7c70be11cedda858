import { beforeEach, describe, expect, it } from 'vitest';
import type { AuthenticatorEnrolment } from '#domain/user/ports.ts';
import { makeHandler as makeDelete } from '../../../functions/api/delete-mfa/handler.ts';
import { makeHandler as makeStart } from '../../../functions/api/start-mfa/handler.ts';
import { contract as verifyContract } from '../../../functions/api/verify-mfa/contract.ts';
import { makeHandler as makeVerify } from '../../../functions/api/verify-mfa/handler.ts';
import { aConnection, aFirm, aUser } from '../../support/builders.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { InMemoryFirmRepository } from '../../support/fakes/firm-repository.ts';
import { InMemoryOutbox } from '../../support/fakes/outbox.ts';
import { FakeClock } from '../../support/fakes/system.ts';
import { InMemoryUserDirectory } from '../../support/fakes/user-directory.ts';

const caller = (mfa = false) => ({ user: aUser('ada'), mfa, sourceIp: '203.0.113.7', requestId: 'r' });
const headers = { authorization: 'Bearer the-token' };

async function makeDeps() {
  const asked: string[][] = [];
  const answers: {
    begin: Awaited<ReturnType<AuthenticatorEnrolment['begin']>>;
    prove: Awaited<ReturnType<AuthenticatorEnrolment['prove']>>;
  } = { begin: { outcome: 'begun', secret: 'ABCDEFGH' }, prove: 'proven' };
  const firms = new InMemoryFirmRepository();
  await firms.create(aFirm({ name: 'Kauri: Tax & Co' }));
  return {
    asked,
    answers,
    firms,
    connections: new InMemoryConnectionRepository(),
    directory: new InMemoryUserDirectory(),
    enrolment: {
      begin: (token: string) => {
        asked.push([token]);
        return Promise.resolve(answers.begin);
      },
      prove: (token: string, code: string) => {
        asked.push([token, code]);
        return Promise.resolve(answers.prove);
      },
    },
    outbox: new InMemoryOutbox(),
    audit: new InMemoryAuditLog(),
    clock: new FakeClock(),
    portalUrl: 'https://portal.example.com',
  };
}
let deps: Awaited<ReturnType<typeof makeDeps>>;
beforeEach(async () => {
  deps = await makeDeps();
});
const actions = () => deps.audit.events.map(({ action }) => action);
const told = () => deps.outbox.all().map(({ mail: { to, subject } }) => `${to}: ${subject}`);
const ON = 'ada@example.com: Multi-factor authentication was switched on (Kauri: Tax & Co)';
const OFF = 'ada@example.com: Multi-factor authentication was switched off (Kauri: Tax & Co)';

describe('POST /me/mfa', () => {
  const start = () => makeStart(deps)({ caller: caller(), headers });

  it("asks with the caller's own token, and answers what an app reads", async () => {
    expect((await start()).body).toEqual({
      secret: 'ABCDEFGH',
      otpauthUri:
        'otpauth://totp/Kauri%20%20Tax%20%26%20Co:ada%40example.com?secret=ABCDEFGH&issuer=Kauri%20%20Tax%20%26%20Co',
    });
    expect(deps.asked).toEqual([['the-token']]);
    expect(deps.audit.events).toEqual([]);
  });

  it('refuses who has it already without asking for a secret, and who must sign in again', async () => {
    deps.answers.begin = { outcome: 'sign-in-again' };
    await expect(start()).rejects.toMatchObject({ kind: 'conflict', code: 'SIGN_IN_AGAIN' });
    deps.asked.length = 0;
    deps.directory.withMfa.add('ada');
    await expect(start()).rejects.toMatchObject({ kind: 'conflict', code: 'MFA_ALREADY_ON' });
    expect(deps.asked).toEqual([]);
  });
});

describe('POST /me/mfa/verify', () => {
  const verify = () => makeVerify(deps)({ caller: caller(), headers, body: { code: '123456' } });

  it.each([
    [undefined, false, null],
    [aConnection(), true, 'sign-in-again'],
    [aConnection({ state: 'broken' }), true, 'sign-in-again'],
    [aConnection({ state: 'disconnected' }), false, null],
  ])('switches it on and says what is next (%#)', async (connection, required, toDo) => {
    if (connection !== undefined) deps.connections.seed(connection);
    expect((await verify()).body).toEqual({ mfa: { enabled: true, required }, toDo });
    expect(deps.asked).toEqual([['the-token', '123456']]);
    expect(deps.directory.withMfa).toEqual(new Set(['ada']));
    expect(deps.audit.events).toMatchObject([
      { action: 'MFA_ENABLED', actor: { userId: 'ada' }, source: '203.0.113.7', result: 'success' },
    ]);
    expect(JSON.stringify(deps.audit.events)).not.toContain('123456');
  });

  it('tells whose it is, even when what follows fails', async () => {
    await verify();
    expect(told()).toEqual([ON]);
    deps = await makeDeps();
    deps.directory.switchMfa = () => Promise.reject(new Error('down'));
    await expect(verify()).rejects.toThrow('down');
    expect(told()).toEqual([ON]);
  });

  it('switches on nothing that nobody can be told of', async () => {
    deps.outbox.put = () => Promise.reject(new Error('down'));
    await expect(verify()).rejects.toThrow('down');
    expect(deps.directory.withMfa.size).toBe(0);
  });

  describe('lets no session live on that was opened by the password alone', () => {
    const happened = () => {
      const order: string[] = [];
      deps.directory.signOut = (userId) => {
        order.push(`signed out ${userId}`);
        return Promise.resolve();
      };
      deps.directory.switchMfa = (_userId, on) => {
        order.push(on ? 'switched on' : 'switched off');
        return Promise.resolve();
      };
      return order;
    };

    it('neither one from before nor one from in between', async () => {
      const order = happened();
      await verify();
      expect(order).toEqual(['signed out ada', 'switched on', 'signed out ada']);
    });

    it('however far it got: what cannot end the sessions leaves the factor off', async () => {
      deps.directory.signOut = () => Promise.reject(new Error('down'));
      await expect(verify()).rejects.toThrow('down');
      expect(deps.directory.withMfa.size).toBe(0);
      expect(actions()).toEqual([]);
    });

    it('and a wrong code ends none', async () => {
      const order = happened();
      deps.answers.prove = 'wrong-code';
      await expect(verify()).rejects.toMatchObject({ code: 'MFA_CODE_WRONG' });
      expect(order).toEqual([]);
    });
  });

  it.each([
    ['wrong-code', 'invalid', 'MFA_CODE_WRONG'],
    ['not-begun', 'conflict', 'MFA_NOT_STARTED'],
    ['sign-in-again', 'conflict', 'SIGN_IN_AGAIN'],
  ] as const)('leaves it off after %s', async (outcome, kind, code) => {
    deps.answers.prove = outcome;
    await expect(verify()).rejects.toMatchObject({ kind, code });
    expect(deps.directory.withMfa.size).toBe(0);
    expect([actions(), told()]).toEqual([[], []]);
  });

  it('refuses who has it already, and what is no code', async () => {
    deps.directory.withMfa.add('ada');
    await expect(verify()).rejects.toMatchObject({ code: 'MFA_ALREADY_ON' });
    for (const code of ['12345', '1234567', '12345a', ' 123456', '١٢٣٤٥٦', 123456, null]) {
      expect(verifyContract.body?.safeParse({ code }).success).toBe(false);
    }
  });
});

describe('DELETE /me/mfa', () => {
  const remove = (mfa = true) => makeDelete(deps)({ caller: caller(mfa) });

  it('switches it off once, also where that restricts, and says so', async () => {
    deps.connections.seed(aConnection());
    deps.directory.withMfa.add('ada');
    const { body } = await remove();
    expect(body).toMatchObject({ mfa: { enabled: false, required: true }, toDo: 'configure-mfa' });
    expect(body.message).toContain('nothing else of the portal');
    expect(deps.directory.withMfa.size).toBe(0);
    await remove();
    expect([actions(), told()]).toEqual([['MFA_DISABLED'], [OFF]]);
  });

  it('is free of consequences while nothing requires it', async () => {
    deps.directory.withMfa.add('ada');
    expect((await remove()).body).toMatchObject({ mfa: { enabled: false, required: false }, toDo: null });
  });

  it('is refused to a sign-in without the second factor', async () => {
    deps.directory.withMfa.add('ada');
    await expect(remove(false)).rejects.toMatchObject({ code: 'SIGN_IN_AGAIN' });
    expect(deps.directory.withMfa.size).toBe(1);
    expect([actions(), told()]).toEqual([[], []]);
  });
});
