import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import { contracts } from '../../functions/api/registry.ts';
import { signIn } from '../../local/cognito-sign-in.ts';
import { startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { ask } from '../support/portal-user.ts';

type Users = z.infer<(typeof contracts)['list-users']['success']['schema']>;

const NEW_PASSWORD = 'Correct-horse-battery-9';
let world: World;
beforeAll(async () => {
  world = await startWorld({ harbour: 1, rata: 1 });
});
afterAll(() => world.close());

/** An admin of a firm of ten seats, five of them taken. */
const priya = () => world.as('priya@rata.example');
const refused = (status: number, code: string) => ({ status, body: { error: { code } } });
const list = async (): Promise<Users> =>
  contracts['list-users'].success.schema.parse((await priya().call('GET', '/users')).body);
const seats = async () => (await list()).seats;
const idOf = async (email: string) =>
  (await list()).users.find((user) => user.email === email)?.userId ?? 'none';
const invite = (name: string) =>
  priya().call('POST', '/users', { body: { email: `${name}@rata.example`, name, role: 'member' } });
const passwords = async (email: string) =>
  (await world.mailsTo(email)).flatMap(
    ({ text }) => /temporary password is (\S+?)\.?\s*$/.exec(text)?.[1] ?? [],
  );

describe('seats', () => {
  it('are told with the users', async () => {
    expect(await seats()).toEqual({ used: 5, total: 10 });
    const harbour = await world.as('mere@harbour.example').call('GET', '/users');
    expect(harbour.body).toMatchObject({ seats: { used: 5, total: 25 } });
  });

  it('go to as many of eight invitations at once as there are; the others are refused in words and get no mail', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `crowd${String(n)}`);
    const answers = await Promise.all(names.map(invite));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 409, 409, 409]);
    for (const [index, answer] of answers.entries()) {
      const mails = await world.mailsTo(`${names[index] ?? ''}@rata.example`);
      expect(mails).toHaveLength(answer.status === 201 ? 1 : 0);
      if (answer.status === 201) continue;
      expect(answer).toMatchObject(refused(409, 'SEATS_EXHAUSTED'));
      expect(answer.text).toContain('All 10 seats of your firm are taken');
    }
    expect(await seats()).toEqual({ used: 10, total: 10 });
  });

  it('are free once somebody is deactivated, who then needs one to come back', async () => {
    const path = `/users/${await idOf('noah@rata.example')}`;
    expect(await priya().call('PATCH', path, { body: { active: true } })).toMatchObject({ status: 200 });
    expect(await priya().call('PATCH', path, { body: { active: false } })).toMatchObject({ status: 200 });
    expect(await invite('late')).toMatchObject({ status: 201 });
    expect(await priya().call('PATCH', path, { body: { active: true } })).toMatchObject(
      refused(409, 'SEATS_EXHAUSTED'),
    );
    await expect(world.as('noah@rata.example').token()).rejects.toThrow('disabled');
  });

  it('are as many as operators say', async () => {
    const [createFirm] = world.run.platform.find('AWS::Lambda::Function', 'OperatorsCreateFirm');
    await world.run.platform.invoke(createFirm?.name ?? '', {
      name: 'Rata Advisory',
      seats: 11,
      users: [{ email: 'priya@rata.example', name: 'Priya Raman', role: 'admin' }],
    });
    expect(await seats()).toEqual({ used: 10, total: 11 });
    const path = `/users/${await idOf('noah@rata.example')}`;
    expect(await priya().call('PATCH', path, { body: { active: true } })).toMatchObject({ status: 200 });
  });
});

describe('an invitation', () => {
  const LATE = 'late@rata.example';
  const tokenOf = async (password: string, newPassword?: string) => {
    const more = newPassword === undefined ? {} : { newPassword };
    return (await signIn({ ...world.demo.signIn, email: LATE, password, ...more })).accessToken;
  };

  it('is sent again, once a minute, with a password that voids the first', async () => {
    const path = `/users/${await idOf(LATE)}/invitation`;
    const [first = ''] = await passwords(LATE);
    expect(await priya().call('POST', path)).toMatchObject({ status: 202, body: { email: LATE } });
    expect(await priya().call('POST', path)).toMatchObject(refused(429, 'INVITED_RECENTLY'));
    const [second = '', ...others] = await vi.waitUntil(
      async () => {
        const found = await passwords(LATE);
        return found.length > 1 && found;
      },
      { timeout: 30_000 },
    );
    expect(others).toEqual([first]);
    await expect(tokenOf(first, NEW_PASSWORD)).rejects.toThrow('Incorrect username or password');
    const token = await tokenOf(second, NEW_PASSWORD);
    const headers = { authorization: `Bearer ${token}` };
    expect(await ask('GET', `${world.demo.api}/me`, { headers })).toMatchObject({ body: { email: LATE } });
  });

  it('is not sent to who took it up, noted here or not, nor by members and other firms', async () => {
    for (const email of [LATE, 'noah@rata.example']) {
      const path = `/users/${await idOf(email)}/invitation`;
      expect(await priya().call('POST', path)).toMatchObject(refused(409, 'INVITATION_TAKEN_UP'));
    }
    const path = `/users/${await idOf(LATE)}/invitation`;
    expect(await world.as('sione@rata.example').call('POST', path)).toMatchObject(
      refused(403, 'ADMIN_REQUIRED'),
    );
    expect(await world.as('mere@harbour.example').call('POST', path)).toMatchObject(
      refused(404, 'USER_NOT_FOUND'),
    );
  });
});

describe('a firm that leaves', () => {
  const operate = (id: string, payload: object) => {
    const [found] = world.run.platform.find('AWS::Lambda::Function', `Operators${id}`);
    return world.run.platform.invoke(found?.name ?? 'none', payload);
  };
  const firmId = () => priya().firmId;

  it('gets its records, a line each', async () => {
    const lines: { kind: string; email?: string }[] = [];
    let cursor: string | null = null;
    do {
      const page = (await operate('ExportFirm', { firmId: firmId(), cursor })) as {
        records: typeof lines;
        cursor: string | null;
      };
      lines.push(...page.records);
      cursor = page.cursor;
    } while (cursor !== null);
    const emails = lines.filter(({ kind }) => kind === 'USER').map(({ email }) => email);
    expect(emails.sort()).toEqual((await list()).users.map(({ email }) => email).sort());
    expect(lines.filter(({ kind }) => kind === 'FIRM')).toHaveLength(1);
  });

  it('is erased, with its sign-ins and nothing of others, once its name is given', async () => {
    const erase = (name: string) => operate('EraseFirm', { firmId: firmId(), name });
    await expect(erase('Rata')).rejects.toThrow('another name');
    const users = (await list()).users.length;
    expect(await erase('Rata Advisory')).toMatchObject({ users, done: true });
    expect(await erase('Rata Advisory')).toEqual({ users: 0, records: 0, done: true });
    expect((await priya().call('GET', '/me')).status).toBeGreaterThanOrEqual(401);
    await expect(world.as('jack@rata.example').token()).rejects.toThrow();
    expect(await operate('ExportFirm', { firmId: firmId() })).toEqual({ records: [], cursor: null });
    expect(await world.as('mere@harbour.example').call('GET', '/users')).toMatchObject({ status: 200 });
  });
});
