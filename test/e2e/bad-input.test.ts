import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes, filled } from '../support/api-routes.ts';
import type { Route } from '../support/api-routes.ts';
import { startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import type { Answer, RequestOptions } from '../support/portal-user.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ harbour: 1, rata: 1 });
});
afterAll(() => world.close());

const UNKNOWN = '01JQ0000000000000000000000';
const routes = apiRoutes();
const closed = routes.filter(({ role }) => role !== undefined);
const withJson = closed.filter(({ takes }) => takes.includes('application/json'));
const withoutBody = closed.filter(({ takes, method }) => takes.length === 0 && method !== 'GET');
const withIds = closed.filter(({ path }) => path.includes('{'));
const name = ({ method, path }: Route) => `${method} ${path}`;

/** An admin of a firm that never connected: nothing but the input stands between a request and its effect. */
const send = (route: Route, options: RequestOptions = {}, path = filled(route.path, UNKNOWN)) =>
  world.as('priya@rata.example').call(route.method, path, options);

const INNARDS = /node_modules|\bat .+:\d+:\d+|\.ts\b|dynamo|FIRM#|arn:aws|Zod|TypeError|SyntaxError/i;

function expectRefusal(answer: Answer, status?: number, code?: string): void {
  expect(answer.text).not.toMatch(INNARDS);
  expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
  expect(answer.status, answer.text).toBeLessThan(500);
  expect(answer.body).toEqual({
    error: {
      code: code ?? (expect.stringMatching(/^[A-Z][A-Z_]+$/) as string),
      message: expect.stringMatching(/\S/) as string,
      requestId: expect.stringMatching(/\S/) as string,
    },
  });
  if (status !== undefined) expect(answer.status).toBe(status);
}

describe('the published routes', () => {
  it('are many enough to be worth this', () => {
    expect(routes.length).toBeGreaterThanOrEqual(12);
    expect(withJson.length).toBeGreaterThanOrEqual(2);
    expect(withIds.length).toBeGreaterThanOrEqual(3);
  });
});

/**
 * One request of each kind for each route, over the wire and against real tables; what else can come is in memory, in
 * tens of thousands (S24).
 */
describe.each(withJson.map((route) => [name(route), route] as const))('%s', (_, route) => {
  it('refuses a body that is no JSON, no object, or has a field that it does not know', async () => {
    expectRefusal(await send(route, { raw: '{"a":1,}' }), 400, 'MALFORMED_JSON');
    for (const body of [[], { noSuchField: 1 }]) {
      expectRefusal(await send(route, { body }), 400, 'INVALID_REQUEST');
    }
  });
});

it('a body of another type, and one that is too large, are refused', async () => {
  const [route] = withJson;
  const text = { raw: '{}', headers: { 'content-type': 'text/plain' } };
  expectRefusal(await send(route!, text), 415, 'UNSUPPORTED_MEDIA_TYPE');
  const large = { raw: JSON.stringify({ mode: 'x'.repeat(70_000) }) };
  expectRefusal(await send(route!, large), 413, 'PAYLOAD_TOO_LARGE');
});

describe.each(withoutBody.map((route) => [name(route), route] as const))('%s', (_, route) => {
  it('refuses a body', async () => {
    expectRefusal(await send(route, { body: { a: 1 } }));
  });
});

describe.each(closed.map((route) => [name(route), route] as const))('%s', (_, route) => {
  it('refuses query parameters that it does not know', async () => {
    const path = `${filled(route.path, UNKNOWN)}?noSuchParameter=1`;
    expectRefusal(await send(route, {}, path), 400, 'INVALID_REQUEST');
  });

  it('refuses callers without a token, and with a forged one', async () => {
    const headers = { authorization: '' };
    expect((await send(route, { headers })).status).toBe(401);
    const forged = (await world.as('priya@rata.example').token()).replace(/\.[^.]+$/, '.AAAA');
    const answer = await send(route, { headers: { authorization: `Bearer ${forged}` } });
    expect(answer.status).toBe(401);
    expect(answer.text).not.toMatch(INNARDS);
  });
});

describe.each(withIds.map((route) => [name(route), route] as const))('%s', (_, route) => {
  it('knows nothing of ids that are none', async () => {
    const body = route.takes.includes('application/json') ? { body: {} } : {};
    for (const id of [UNKNOWN, '..%2F..', '%00', '%F0%9F%A6%8A', 'x'.repeat(900)]) {
      expectRefusal(await send(route, body, filled(route.path, id)));
    }
  });
});

describe('lists', () => {
  const lists = ['/clients', '/syncs'];
  const queries = [
    'limit=101',
    'cursor=nonsense',
    `cursor=${Buffer.from('{"pk":"FIRM#other"}').toString('base64url')}`,
  ];
  it.each(lists.flatMap((list) => queries.map((query) => [list, query.slice(0, 60), query] as const)))(
    '%s refuses %s',
    async (list, _, query) => {
      expectRefusal(await world.as('priya@rata.example').call('GET', `${list}?${query}`), 400);
    },
  );

  it.each(['status=gone'])('/clients refuses %s', async (query) => {
    expectRefusal(await world.as('priya@rata.example').call('GET', `/clients?${query}`), 400);
  });

  it('/clients takes any text as a search', async () => {
    for (const search of ['%', '*', '\\', '"', '<b>', '%00', '🦊']) {
      const answer = await world
        .as('priya@rata.example')
        .call('GET', `/clients?search=${encodeURIComponent(search)}`);
      expect(answer).toMatchObject({ status: 200, body: { clients: [] } });
    }
  });
});

describe('an idempotency key', () => {
  it.each(['', 'x'.repeat(300), 'ü'.normalize('NFC')])('of a wrong form is refused: %s', async (key) => {
    const answer = await world
      .as('priya@rata.example')
      .call('POST', '/syncs', { body: {}, headers: { 'idempotency-key': key } });
    expectRefusal(answer);
  });
});
