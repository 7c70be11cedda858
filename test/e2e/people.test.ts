import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import { contracts } from '../../functions/api/registry.ts';
import { signIn } from '../../local/cognito-sign-in.ts';
import { DEMO_PASSWORD } from '../../local/demo/firms.ts';
import { totp } from '../../local/totp.ts';
import { RATA, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { ask, PATIENCE_MS } from '../support/portal-user.ts';

type User = z.infer<(typeof contracts)['list-users']['success']['schema']>['users'][number];

const EMMA = 'emma@rata.example';
const ZOE = 'zoe@rata.example';
const ZOES_PASSWORD = 'Correct-horse-battery-9';

let world: World;
beforeAll(async () => {
  world = await startWorld({ harbour: 5, rata: 12 });
});
afterAll(() => world.close());

const priya = () => world.as('priya@rata.example');
const refused = (status: number, code: string) => ({ status, body: { error: { code } } });

async function tokenOf(
  email: string,
  more: { password?: string; totpSecret?: string; newPassword?: string } = {},
) {
  const { accessToken } = await signIn({ ...world.demo.signIn, email, password: DEMO_PASSWORD, ...more });
  return accessToken;
}
const call = (token: string, method: string, path: string, body?: object) =>
  ask(method, `${world.demo.api}${path}`, {
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body }),
  });

async function people(): Promise<User[]> {
  const answer = await priya().call('GET', '/users');
  return contracts['list-users'].success.schema.parse(answer.body).users;
}
async function person(email: string): Promise<User> {
  const found = (await people()).find((user) => user.email === email);
  if (found === undefined) throw new Error(`${email} is no user`);
  return found;
}
const mfaMails = async (email: string) =>
  (await world.mailsTo(email)).filter(({ subject }) =>
    subject.includes('Set up multi-factor authentication'),
  );

/** As a person does: the secret into the app, the app's code into the page. */
async function enrol(token: string): Promise<string> {
  const begun = await call(token, 'POST', '/me/mfa');
  expect(begun.status).toBe(200);
  const { secret, otpauthUri } = contracts['start-mfa'].success.schema.parse(begun.body);
  expect(new URL(otpauthUri).searchParams.get('secret')).toBe(secret);
  const wrong = totp(secret, Date.now() + 3_600_000);
  expect(await call(token, 'POST', '/me/mfa/verify', { code: wrong })).toMatchObject(
    refused(400, 'MFA_CODE_WRONG'),
  );
  const verified = await call(token, 'POST', '/me/mfa/verify', { code: totp(secret, Date.now()) });
  expect(verified).toMatchObject({
    status: 200,
    body: { mfa: { enabled: true, required: true }, toDo: 'sign-in-again' },
  });
  return secret;
}

describe('MFA of a firm', () => {
  let emmas: string;
  let secret: string;

  it('tells admins beforehand who would be locked out, and members nothing of it', async () => {
    const { state, usersWithoutMfa } = await priya().connection();
    expect(state).toBe('never');
    expect(usersWithoutMfa?.map(({ name }) => name).sort()).toEqual([
      'Emma Brooks',
      'Jack Olsen',
      'Noah Kelly',
    ]);
    emmas = await tokenOf(EMMA);
    expect(await call(emmas, 'GET', '/connection')).toMatchObject({
      status: 200,
      body: { usersWithoutMfa: null },
    });
    expect((await call(emmas, 'GET', '/clients')).status).toBe(200);
  });

  it('is required of all from the connect on: live tokens are restricted, whoever lacks it gets one mail', async () => {
    expect(await priya().connectAndSync(RATA.partner)).toMatchObject({ status: 'succeeded' });
    expect(await call(emmas, 'GET', '/clients')).toMatchObject(refused(403, 'MFA_REQUIRED'));
    expect(await call(emmas, 'GET', '/me')).toMatchObject({ status: 200, body: { toDo: 'configure-mfa' } });
    for (const name of ['jack', 'emma', 'noah']) {
      await vi.waitUntil(async () => (await mfaMails(`${name}@rata.example`)).length > 0, {
        timeout: PATIENCE_MS,
        interval: 200,
      });
    }
    const [mail, ...more] = await mfaMails(EMMA);
    expect(more).toEqual([]);
    expect(mail?.text).toContain(`${world.demo.portal}/settings/mfa`);
    expect(mail?.text).toContain('Priya Raman connected Xero Practice Manager for Rata Advisory');
    for (const name of ['priya', 'sione']) expect(await mfaMails(`${name}@rata.example`)).toEqual([]);
    expect((await priya().connection()).usersWithoutMfa).toHaveLength(3);
  });

  it('is asked for again when an admin wants so, once an hour', async () => {
    const path = `/users/${(await person(EMMA)).userId}/mfa-reminder`;
    expect(await priya().call('POST', path)).toMatchObject({ status: 202, body: { email: EMMA } });
    expect(await priya().call('POST', path)).toMatchObject(refused(429, 'REMINDED_RECENTLY'));
    const mails = await mfaMails(EMMA);
    expect(mails.map(({ subject }) => subject.startsWith('Reminder: '))).toEqual([true, false]);
    expect(
      await priya().call('POST', `/users/${(await person('sione@rata.example')).userId}/mfa-reminder`),
    ).toMatchObject(refused(409, 'MFA_ALREADY_ON'));
  });

  it('is enrolled with a real code, and lets in at the next sign-in', async () => {
    secret = await enrol(emmas);
    expect(await call(emmas, 'GET', '/clients')).toMatchObject(refused(403, 'MFA_REQUIRED'));
    expect(await call(emmas, 'GET', '/me')).toMatchObject({ body: { toDo: 'sign-in-again' } });
    expect(await call(emmas, 'POST', '/me/mfa')).toMatchObject(refused(409, 'MFA_ALREADY_ON'));
    expect(await call(emmas, 'DELETE', '/me/mfa')).toMatchObject(refused(409, 'SIGN_IN_AGAIN'));
    await expect(tokenOf(EMMA)).rejects.toThrow('signs in with a code');

    emmas = await tokenOf(EMMA, { totpSecret: secret });
    expect((await call(emmas, 'GET', '/clients')).status).toBe(200);
    expect(await call(emmas, 'GET', '/me')).toMatchObject({ body: { mfa: { enabled: true }, toDo: null } });
    expect(await call(emmas, 'POST', '/me/mfa')).toMatchObject(refused(409, 'MFA_ALREADY_ON'));
    expect(await person(EMMA)).toMatchObject({ mfa: true, lastSignInAt: expect.any(String) });
  });

  it('may be switched off, which restricts from the next sign-in on', async () => {
    expect(await call(emmas, 'DELETE', '/me/mfa')).toMatchObject({
      status: 200,
      body: { mfa: { enabled: false, required: true }, toDo: 'configure-mfa' },
    });
    // This sign-in had the factor, so that the pool no longer takes its token for a new one.
    expect(await call(emmas, 'POST', '/me/mfa')).toMatchObject(refused(409, 'SIGN_IN_AGAIN'));
    emmas = await tokenOf(EMMA);
    expect(await call(emmas, 'GET', '/clients')).toMatchObject(refused(403, 'MFA_REQUIRED'));
    expect((await call(emmas, 'POST', '/me/mfa')).status).toBe(200);
  });

  it('is taken off a lost device by an admin, never by a member', async () => {
    const { userId } = await person('sione@rata.example');
    expect(await world.as('sione@rata.example').call('DELETE', `/users/${userId}/mfa`)).toMatchObject(
      refused(403, 'ADMIN_REQUIRED'),
    );
    expect((await priya().call('DELETE', `/users/${userId}/mfa`)).status).toBe(204);
    const token = await tokenOf('sione@rata.example');
    expect(await call(token, 'GET', '/me')).toMatchObject({ body: { toDo: 'configure-mfa' } });
  });

  it('is never changed without a mail to the one whose it is', async () => {
    const [waiting] = world.run.platform.find('AWS::Scheduler::Schedule', 'BackgroundSendWaitingMail');
    await world.run.platform.runNow(waiting?.name ?? '');
    const told = async (email: string) =>
      (await world.mailsTo(email))
        .flatMap(({ subject }) => / (on|off|reset) /.exec(subject)?.[1] ?? [])
        .sort();
    await vi.waitFor(
      async () => {
        expect([await told(EMMA), await told('sione@rata.example')]).toEqual([['off', 'on'], ['reset']]);
      },
      { timeout: PATIENCE_MS, interval: 100 },
    );
  });
});

describe('the users of a firm', () => {
  let zoes: string;
  let zoe: User;

  it('are invited by e-mail and sign in with the temporary password', async () => {
    const body = { email: ZOE, name: 'Zoë Quinn', role: 'member' };
    expect(await priya().call('POST', '/users', { body })).toMatchObject({
      status: 201,
      body: { email: ZOE },
    });
    for (const email of [ZOE, 'ZOE@rata.example', 'mere@harbour.example']) {
      const again = await priya().call('POST', '/users', { body: { ...body, email } });
      expect(again).toMatchObject(refused(409, 'EMAIL_TAKEN'));
      expect(again.text).not.toMatch(/harbour|firm/i);
    }
    expect(await person(ZOE)).toMatchObject({ lastSignInAt: null, mfa: false, active: true });
    const [invitation, ...more] = await world.mailsTo(ZOE);
    expect(more).toEqual([]);
    const password = /temporary password is (\S+?)\.?\s*$/.exec(invitation?.text ?? '')?.[1] ?? '';
    zoes = await tokenOf(ZOE, { password, newPassword: ZOES_PASSWORD });
    expect(await call(zoes, 'GET', '/clients')).toMatchObject(refused(403, 'MFA_REQUIRED'));
    zoes = await tokenOf(ZOE, { password: ZOES_PASSWORD, totpSecret: await enrol(zoes) });
    expect((await call(zoes, 'GET', '/clients')).status).toBe(200);
    zoe = await person(ZOE);
    expect(zoe).toMatchObject({ mfa: true, lastSignInAt: expect.any(String) });
  });

  it('change their role at once, with the token they have', async () => {
    expect(await call(zoes, 'GET', '/users')).toMatchObject(refused(403, 'ADMIN_REQUIRED'));
    const changed = await priya().call('PATCH', `/users/${zoe.userId}`, { body: { role: 'admin' } });
    expect(changed).toMatchObject({ status: 200, body: { role: 'admin' } });
    expect((await call(zoes, 'GET', '/users')).status).toBe(200);
  });

  it('are of their own firm alone', async () => {
    for (const [method, path] of [
      ['PATCH', ''],
      ['DELETE', ''],
      ['DELETE', '/mfa'],
      ['POST', '/mfa-reminder'],
    ] as const) {
      const options = method === 'PATCH' ? { body: { active: false } } : {};
      const answer = await world
        .as('mere@harbour.example')
        .call(method, `/users/${zoe.userId}${path}`, options);
      expect(answer).toMatchObject(refused(404, 'USER_NOT_FOUND'));
    }
  });

  it('deactivated and removed ones are out at once, live token or not', async () => {
    const path = `/users/${zoe.userId}`;
    await priya().call('PATCH', path, { body: { active: false } });
    expect(await call(zoes, 'GET', '/me')).toMatchObject(refused(401, 'SIGNED_OUT'));
    await expect(tokenOf(ZOE, { password: ZOES_PASSWORD })).rejects.toThrow('User is disabled');
    await priya().call('PATCH', path, { body: { active: true } });
    expect((await call(zoes, 'GET', '/me')).status).toBe(200);
    expect((await priya().call('DELETE', path)).status).toBe(204);
    expect(await call(zoes, 'GET', '/me')).toMatchObject(refused(401, 'SIGNED_OUT'));
    await expect(tokenOf(ZOE, { password: ZOES_PASSWORD })).rejects.toThrow('Incorrect username or password');
    expect((await people()).map(({ email }) => email)).not.toContain(ZOE);
    expect(await priya().call('DELETE', path)).toMatchObject(refused(404, 'USER_NOT_FOUND'));
  });

  it('keep an admin, also when the last two are demoted at once', async () => {
    const both = [(await person('priya@rata.example')).userId, (await person('jack@rata.example')).userId];
    const answers = await Promise.all(
      both.map((userId) => priya().call('PATCH', `/users/${userId}`, { body: { role: 'member' } })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const me = await priya().me();
    if (me.role === 'member') return;
    const [priyas = ''] = both;
    for (const [method, options] of [
      ['PATCH', { body: { role: 'member' } }],
      ['PATCH', { body: { active: false } }],
      ['DELETE', {}],
    ] as const) {
      expect(await priya().call(method, `/users/${priyas}`, options)).toMatchObject(
        refused(409, 'LAST_ADMIN'),
      );
    }
  });
});
