import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiContract } from '../../functions/api/api-contract.ts';
import { contracts } from '../../functions/api/registry.ts';
import type { Caller, Cell, State } from '../support/access-matrix.ts';
import { cellsOf, expectedOf, violations } from '../support/access-matrix.ts';
import { apiRoutes } from '../support/api-routes.ts';
import { currentIn } from '../support/expected-clients.ts';
import { HARBOUR, RATA, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import type { Answer, RequestOptions } from '../support/portal-user.ts';
import { ask } from '../support/portal-user.ts';
import { sampleBody } from '../support/sample-body.ts';

/**
 * One case of each kind for each route, through the authorizer, with real permissions and tables; the whole product of
 * callers, MFA and connections is looked at in memory (S6, S7). Fewer would mean that routes or callers went missing.
 */
const FLOOR = 210;
const UNKNOWN = '7e57ab1e-0000-8000-8000-000000000000';
const PEOPLE: (Caller & { email: string })[] = [
  { name: 'nobody', email: '', role: undefined, mfa: false },
  { name: 'a member with MFA', email: 'aroha@harbour.example', role: 'member', mfa: true },
  { name: 'an admin', email: 'tom@harbour.example', role: 'admin', mfa: false },
  { name: 'an admin with MFA', email: 'mere@harbour.example', role: 'admin', mfa: true },
];

let world: World;
let own: Record<string, string>;
let foreign: Record<string, string>;
let othersBefore: string[];
let cases = 0;

const mere = () => world.as('mere@harbour.example');
const priya = () => world.as('priya@rata.example');
const idOf = async (user: typeof mere, path: string, list: string, id: string): Promise<string> => {
  const { body } = await user().call('GET', path);
  const [first] = (body as Record<string, Record<string, string>[]>)[list] ?? [];
  return first?.[id] ?? UNKNOWN;
};
/** An id for every parameter that a path has; a new kind of id needs a line here. */
const idsOf = async (user: typeof mere): Promise<Record<string, string>> => ({
  userId: await idOf(user, '/users', 'users', 'userId'),
  clientId: await idOf(user, '/clients', 'clients', 'clientId'),
  syncId: await idOf(user, '/syncs', 'syncs', 'syncId'),
  noticeId: await idOf(user, '/notices', 'notices', 'noticeId'),
  duplicateId: await idOf(user, '/duplicates', 'duplicates', 'duplicateId'),
});
/** Everything of the other firm that a request could have changed; who looks may have to sign in again for it. */
const others = async () => {
  const paths = ['/users', '/clients?limit=100', '/syncs', '/connection', '/notices', '/duplicates'];
  const texts = await Promise.all(paths.map(async (path) => (await priya().call('GET', path)).text));
  return texts.map((text) => text.replaceAll(/"lastSignInAt":"[^"]*"/g, ''));
};

beforeAll(async () => {
  world = await startWorld({ harbour: 6, rata: 6 });
  const namesake = currentIn(world.xero.clients(RATA.practice))[0]?.name ?? '';
  await priya().call('POST', '/clients', { body: { name: namesake } });
  await priya().connectAndSync(RATA.partner);
  await mere().call('POST', '/clients', { body: { name: 'Own by hand' } });
  foreign = await idsOf(priya);
  expect(Object.values(foreign)).not.toContain(UNKNOWN);
  othersBefore = await others();
});
afterAll(() => world.close());

const filledWith = (path: string, ids: Record<string, string>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`Say in idsOf() what another firm's ${name} is.`);
    return encodeURIComponent(id);
  });

/** A whole, valid request, for ids that it must find nothing under. */
function realRequest({ body, consumes }: ApiContract): RequestOptions {
  if (body === undefined) return {};
  return consumes === undefined
    ? { body: sampleBody(body) }
    : { raw: 'x', headers: { 'content-type': 'text/csv' } };
}

/** Only what reads, or finds nothing, is sent whole; all else says 400 to a parameter that no route knows. */
async function send(cell: Cell, authorization: string): Promise<Answer> {
  const { contract, ids } = cell;
  const { method } = contract;
  const path = filledWith(contract.path, ids === 'foreign' ? foreign : own);
  const whole = method === 'GET' || ids === 'foreign';
  const request = (at: string) => {
    const { headers, ...options } = ids === 'foreign' ? realRequest(contract) : {};
    const sent = authorization === '' ? {} : { authorization };
    return ask(method, `${world.demo.api}${at}`, { ...options, headers: { ...headers, ...sent } });
  };
  const answer = await request(whole ? path : `${path}?noSuchParameter=1`);
  if (ids === 'foreign' && expectedOf(cell) === '404') {
    const unknown = await request(contract.path.replaceAll(/\{\w+\}/g, UNKNOWN));
    expect([path, withoutRequestId(answer)]).toEqual([path, withoutRequestId(unknown)]);
  }
  return answer;
}
const withoutRequestId = ({ status, text }: Answer) =>
  `${String(status)} ${text.replace(/"requestId":"[^"]*"/, '')}`;

async function bearer(email: string): Promise<string> {
  return email === '' ? '' : `Bearer ${await world.as(email).token()}`;
}

async function sweep(caller: Caller, state: State, authorization: () => Promise<string>): Promise<string[]> {
  const cells = cellsOf(contracts, caller, state);
  cases += cells.length;
  return violations(cells, async (cell) => send(cell, await authorization()));
}

it('is made of every published route', () => {
  const published = apiRoutes().map(({ method, path }) => `${method} ${path}`);
  const registered = Object.values(contracts).map(({ method, path }) => `${method} ${path}`);
  expect(registered.sort()).toEqual(published.sort());
});

describe('a firm that has connected', () => {
  beforeAll(async () => {
    // Signed in before, so that what they may do is decided by what is so now.
    const early = await Promise.all(PEOPLE.map(({ email }) => bearer(email)));
    expect(early.filter((token) => token !== '')).toHaveLength(3);
    await mere().connectAndSync(HARBOUR.partner);
    expect((await mere().connection()).state).toBe('connected');
    own = await idsOf(mere);
  });

  it.each(PEOPLE)('lets $name do what the contracts say and nothing else', async ({ email, ...caller }) => {
    expect(await sweep(caller, 'connected', () => bearer(email))).toEqual([]);
  });
});

describe('who is out', () => {
  it('is let in nowhere once removed, with a token that was good a moment before', async () => {
    const email = 'lucy@harbour.example';
    const authorization = await bearer(email);
    const me = await ask('GET', `${world.demo.api}/me`, { headers: { authorization } });
    expect(me.status).toBe(200);
    const { userId } = me.body as { userId: string };
    expect((await mere().call('DELETE', `/users/${userId}`)).status).toBe(204);
    const gone: Caller = { name: email, role: 'member', mfa: false, gone: true };
    expect(await sweep(gone, 'connected', () => Promise.resolve(authorization))).toEqual([]);
  });
});

describe('all of it', () => {
  it('left the other firm as it was', async () => {
    expect(await others()).toEqual(othersBefore);
    expect(othersBefore[0]).toContain('"seats":{"used":5,"total":10}');
    expect(othersBefore[1]).toContain(foreign['clientId']);
  });

  it(`was at least ${String(FLOOR)} cases`, () => {
    process.stdout.write(`${String(cases)} cases of the access matrix over HTTP\n`);
    expect(cases).toBeGreaterThanOrEqual(FLOOR);
  });
});
