import { beforeEach, describe, expect, it } from 'vitest';
import { contract } from '../../../functions/trigger/pre-token-generation/contract.ts';
import { type Deps, makeHandler } from '../../../functions/trigger/pre-token-generation/handler.ts';
import { aUser, FIRM_ID } from '../../support/builders.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { FakeClock } from '../../support/fakes/system.ts';
import { InMemoryUserRepository } from '../../support/fakes/user-repository.ts';

const SCOPE = 'aws.cognito.signin.user.admin';
const never = new Promise<never>(() => undefined);
let users: InMemoryUserRepository;
let restricted: string[];
let audit: InMemoryAuditLog;
beforeEach(async () => {
  users = new InMemoryUserRepository();
  await users.put(aUser('ada'));
  await users.put(aUser('gone', { active: false }));
  restricted = [];
  audit = new InMemoryAuditLog();
});

async function stamp(
  changes: Partial<Deps> = {},
  sub = 'ada',
  firm: string | null = FIRM_ID,
  triggerSource = 'TokenGeneration_RefreshTokens',
) {
  const handler = makeHandler({
    users,
    audit,
    hasMfa: () => Promise.resolve(true),
    sleep: () => new Promise((resolve) => setTimeout(resolve, 30)),
    clock: new FakeClock('2026-03-02T18:00:00.000Z'),
    onRestricted: (reason) => restricted.push(reason),
    ...changes,
  });
  const event = contract.input.parse({
    version: '2',
    triggerSource,
    userPoolId: 'pool',
    userName: sub,
    request: {
      userAttributes: { sub, email: 'x@example.com', ...(firm === null ? {} : { 'custom:firmId': firm }) },
      scopes: [SCOPE],
    },
    response: {},
  });
  const answer = contract.output.parse(await handler(event));
  expect(answer).toMatchObject({ version: '2', request: event.request });
  const { claimsToAddOrOverride, scopesToSuppress } =
    answer.response.claimsAndScopeOverrideDetails.accessTokenGeneration;
  return { claims: claimsToAddOrOverride, suppressed: scopesToSuppress };
}

describe('the stamp of an access token', () => {
  it('holds firm, role and MFA, and takes the self-service scope from users with MFA', async () => {
    expect(await stamp()).toEqual({
      claims: { firm: FIRM_ID, role: 'admin', mfa: '1' },
      suppressed: [SCOPE],
    });
    expect(restricted).toEqual([]);
  });

  it('leaves that scope to users who still have to enrol', async () => {
    expect(await stamp({ hasMfa: () => Promise.resolve(false) })).toEqual({
      claims: { firm: FIRM_ID, role: 'admin' },
      suppressed: [],
    });
  });

  it.each<[string, Partial<Deps>, Record<string, string>]>([
    [
      'the directory fails',
      { hasMfa: () => Promise.reject(new Error('down')) },
      { firm: FIRM_ID, role: 'admin' },
    ],
    ['the directory is silent', { hasMfa: () => never }, { firm: FIRM_ID, role: 'admin' }],
    [
      'the users cannot be read',
      { users: { get: () => Promise.reject(new Error('down')), noteSignIn: () => never } },
      { firm: FIRM_ID },
    ],
    ['the users are silent', { users: { get: () => never, noteSignIn: () => never } }, { firm: FIRM_ID }],
  ])('is restricted when %s, and never refused', async (_what, changes, claims) => {
    expect(await stamp(changes)).toEqual({ claims, suppressed: [] });
    expect(restricted).toEqual([claims['role'] === undefined ? 'user: Error' : 'mfa: Error']);
  });

  it('says the kind of a failure alone, also of one that is no error', async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    await stamp({ hasMfa: () => Promise.reject('ada@example.com is not known') });
    await stamp({ audit: { append: () => never } }, 'ada', FIRM_ID, 'TokenGeneration_Authentication');
    expect(restricted).toEqual(['mfa: unknown', 'sign-in: Error']);
  });

  it('asks about no user without a firm', async () => {
    const asked = { get: () => Promise.reject(new Error('asked')), noteSignIn: () => never };
    await stamp({ users: asked }, 'ada', null);
    expect(restricted).toEqual([]);
  });

  it('is restricted for users that are unknown, inactive or without a firm', async () => {
    expect((await stamp({}, 'nobody')).claims).toEqual({ firm: FIRM_ID });
    expect((await stamp({}, 'gone')).claims).toEqual({ firm: FIRM_ID });
    expect((await stamp({}, 'ada', null)).claims).toEqual({});
  });

  it('notes sign-ins, not refreshes, and stamps in full when that fails', async () => {
    const lastSignIn = async () => (await users.get(FIRM_ID, 'ada'))?.lastSignInAt;
    await stamp();
    expect(await lastSignIn()).toBeUndefined();
    const signIn = 'TokenGeneration_Authentication';
    const failing = { get: users.get.bind(users), noteSignIn: () => Promise.reject(new Error('down')) };
    expect((await stamp({ users: failing }, 'ada', FIRM_ID, signIn)).claims).toMatchObject({ mfa: '1' });
    expect(await lastSignIn()).toBeUndefined();
    await stamp({}, 'ada', FIRM_ID, signIn);
    expect(await lastSignIn()).toBe('2026-03-02T18:00:00.000Z');
  });

  it('leaves a record of each sign-in, and of one by somebody who may not', async () => {
    const signIn = 'TokenGeneration_Authentication';
    await stamp();
    await stamp({ hasMfa: () => Promise.resolve(false) }, 'ada', FIRM_ID, signIn);
    await stamp({}, 'gone', FIRM_ID, signIn);
    await stamp({}, 'nobody', FIRM_ID, signIn);
    expect(audit.events).toMatchObject([
      { action: 'SIGNED_IN', actor: { userId: 'ada' }, result: 'success', details: { mfa: false } },
      { action: 'SIGNED_IN', actor: { userId: 'gone' }, result: 'failure', details: { mfa: true } },
    ]);
    expect(audit.events.map(({ source }) => source)).toEqual([
      'pre-token-generation',
      'pre-token-generation',
    ]);
    expect((await users.get(FIRM_ID, 'gone'))?.lastSignInAt).toBeUndefined();
  });

  it('lets people in when the audit cannot be written', async () => {
    const failing = { append: () => never };
    const stamped = await stamp({ audit: failing }, 'ada', FIRM_ID, 'TokenGeneration_Authentication');
    expect(stamped.claims).toMatchObject({ role: 'admin', mfa: '1' });
    expect(restricted).toHaveLength(1);
  });
});
