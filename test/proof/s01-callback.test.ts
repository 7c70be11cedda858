import { beforeAll, describe, expect, it } from 'vitest';
import { verifierOf } from '#domain/connection/oauth-secrets.ts';
import type { User } from '#domain/user/user.ts';
import { InMemoryUserRepository } from '../support/fakes/user-repository.ts';
import { ADMIN, FIRM, OTHER_FIRM } from '../support/connection-world.ts';
import { promise } from '../support/promise.ts';
import { begin, type Begun, comeBack, oauthWorld, type OAuthWorld } from '../support/proof/oauth-entries.ts';

const S1 = promise('S1', 'only the admin who began to connect, in that browser, can finish it', {
  floor: 1_200,
});
const S4 = promise('S4', 'the callback answers 302 to one place, and nothing that came in goes out', {
  floor: 1_200,
});

const STATES = [
  ...['absent', 'empty', 'unknown', 'expired', 'used'],
  ...['of another user', 'of another firm', 'repeated', '4 KB', 'right'],
];
const COOKIES = ['none', 'wrong', 'of another browser', 'right'];
const CODES = ['absent', 'repeated', 'error', 'of another transaction', 'used', 'right'];
const STARTERS = ['admin', 'demoted', 'disabled', 'without MFA', 'moved to another firm'];

const BEN: User = { ...ADMIN, userId: 'admin-2', name: 'Ben Admin', email: 'ben@example.com' };
const CAM: User = {
  ...ADMIN,
  userId: 'admin-3',
  name: 'Cam Admin',
  email: 'cam@example.com',
  firmId: OTHER_FIRM,
};
const UNKNOWN = 'u'.repeat(43);

type Parameter = [string, string];

function stateParameters(kind: string, mine: Begun, ben: Begun, cam: Begun): Parameter[] {
  const one = (value: string): Parameter[] => [['state', value]];
  switch (kind) {
    case 'absent':
      return [];
    case 'empty':
      return one('');
    case 'unknown':
      return one(UNKNOWN);
    case 'of another user':
      return one(ben.state);
    case 'of another firm':
      return one(cam.state);
    case 'repeated':
      return [...one(mine.state), ...one(mine.state)];
    case '4 KB':
      return one(mine.state.padEnd(4096, 'x'));
    default:
      return one(mine.state);
  }
}

function codeParameters(kind: string, codes: { mine: string; used: string; other: string }): Parameter[] {
  switch (kind) {
    case 'absent':
      return [];
    case 'repeated':
      return [
        ['code', codes.mine],
        ['code', codes.mine],
      ];
    case 'error':
      return [['error', 'access_denied']];
    case 'of another transaction':
      return [['code', codes.other]];
    case 'used':
      return [['code', codes.used]];
    default:
      return [['code', codes.mine]];
  }
}

/** What becomes of the admin between leaving for Xero and coming back. */
async function change(world: OAuthWorld, kind: string): Promise<void> {
  if (kind === 'without MFA') world.directory.withMfa.delete(ADMIN.userId);
  else world.directory.withMfa.add(ADMIN.userId);
  if (kind === 'demoted') await world.users.put({ ...ADMIN, role: 'member' });
  if (kind === 'disabled') await world.users.put({ ...ADMIN, active: false });
  if (kind === 'moved to another firm') {
    world.users = new InMemoryUserRepository();
    await world.users.put({ ...ADMIN, firmId: OTHER_FIRM });
  }
}

interface Seen {
  cell: string;
  status: number;
  body: string | undefined;
  headers: Record<string, string>;
  cookies: string[] | undefined;
  exchanges: number;
  storedFor: string[];
  /** Secrets that show in the answer, or that were written down or mailed. */
  leaked: string[];
}

async function look(state: string, cookie: string, code: string, starter: string): Promise<Seen> {
  const world = await oauthWorld();
  for (const user of [BEN, CAM]) await world.users.put(user);
  const mine = await begin(world, ADMIN);
  const elsewhere = await begin(world, ADMIN);
  const [ben, cam] = [await begin(world, BEN), await begin(world, CAM)];
  if (state === 'used') await comeBack(world, [['state', mine.state]], mine.cookie);
  if (state === 'expired') world.clock.advance(600_000);
  const agreed = (to: Begun) => world.identity.agree(to.authorizeUrl);
  const codes = { mine: agreed(mine), used: agreed(mine), other: agreed(elsewhere) };
  await world.identity.exchange(codes.used, verifierOf(mine.cookie));
  await change(world, starter);
  world.identity.calls.length = 0;
  const cookies: Record<string, string> = {
    wrong: 'w'.repeat(43),
    'of another browser': elsewhere.cookie,
    right: mine.cookie,
  };
  const parameters = [...stateParameters(state, mine, ben, cam), ...codeParameters(code, codes)];
  const answer = await comeBack(world, parameters, cookies[cookie]);
  const firms = await Promise.all(
    [FIRM, OTHER_FIRM].map(async (firm) => ((await world.vault.load(firm)) === undefined ? [] : [firm])),
  );
  const written = JSON.stringify([answer, world.audit.events, world.mailer.sent, world.outbox.all()]);
  const begun = [mine, elsewhere, ben, cam].flatMap(({ state: value, cookie: held }) => [value, held]);
  const secrets = [...begun, ...Object.values(codes), UNKNOWN, 'refresh-', 'access_denied'];
  return {
    cell: [state, cookie, code, starter].join(', '),
    status: answer.statusCode,
    body: answer.body,
    headers: answer.headers,
    cookies: answer.cookies,
    exchanges: world.identity.calls.filter((call) => call === 'exchange').length,
    storedFor: firms.flat(),
    leaked: secrets.filter((secret) => written.includes(secret)),
  };
}

const seen: Seen[] = [];
beforeAll(async () => {
  for (const state of STATES)
    for (const cookie of COOKIES)
      for (const code of CODES)
        for (const starter of STARTERS) seen.push(await look(state, cookie, code, starter));
});

describe('of 10 states, 4 cookies, 6 codes and 5 things that became of the admin', () => {
  // MFA is no condition for connecting (design, section 8): who lacks it is restricted from then on.
  const finishers = ['admin', 'without MFA'];
  const cellsOf = (codes: string[]) =>
    codes.flatMap((code) => finishers.map((who) => `right, right, ${code}, ${who}`)).sort();

  it('the token endpoint is asked in those alone in which all but the code is right', () => {
    const asked = seen.filter(({ exchanges }) => exchanges > 0);
    expect(asked.map(({ cell }) => cell).sort()).toEqual(
      cellsOf(['of another transaction', 'used', 'right']),
    );
    expect(asked.every(({ exchanges }) => exchanges === 1)).toBe(true);
  });

  it('tokens are stored in that alone in which everything is right, for that firm', () => {
    const stored = seen.filter(({ storedFor }) => storedFor.length > 0);
    expect(stored.map(({ cell }) => cell).sort()).toEqual(cellsOf(['right']));
    expect(stored.every(({ storedFor }) => storedFor.join() === FIRM)).toBe(true);
    S1.held(seen.length);
  });

  it('every answer is a bare 302 into the portal, which nobody keeps and no referrer tells of', () => {
    const places = new Set<string>();
    for (const { cell, status, body, headers, cookies, leaked } of seen) {
      const { location = '', ...rest } = headers;
      expect({ cell, status, body, cookies, leaked }).toEqual({
        ...{ cell, status: 302, body: undefined, cookies: undefined, leaked: [] },
      });
      expect(rest).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      expect(Object.keys(rest)).not.toContain('content-type');
      places.add(location);
    }
    const outcomes = ['cancelled', 'expired', 'not-admin', 'refused', 'wrong-browser'];
    expect([...places].sort()).toEqual(
      [
        'https://portal.example/clients/manage?connection=connected',
        'https://portal.example/settings/mfa?connection=connected&next=/clients/manage',
        ...outcomes.map((outcome) => `https://portal.example/settings/integrations?connection=${outcome}`),
      ].sort(),
    );
    S4.held(seen.length);
  });
});
