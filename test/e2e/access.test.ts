import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes, filled } from '../support/api-routes.ts';
import { HARBOUR, RATA, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { ask } from '../support/portal-user.ts';
import type { Answer, PortalUser, SyncView } from '../support/portal-user.ts';

let world: World;
let harbours: SyncView;
/** Of an admin without MFA, from before the firm connected. */
let early: string;

beforeAll(async () => {
  world = await startWorld({ harbour: 40, rata: 30 });
  early = await world.as('tom@harbour.example').token();
  harbours = await mere().connectAndSync(HARBOUR.partner);
  await priya().connectAndSync(RATA.partner);
});
afterAll(() => world.close());

const mere = () => world.as('mere@harbour.example');
const aroha = () => world.as('aroha@harbour.example');
const priya = () => world.as('priya@rata.example');
const closed = apiRoutes().filter(({ role }) => role !== undefined);
const codeOf = (answer: Answer) => (answer.body as { error?: { code?: string } } | undefined)?.error?.code;
const withoutRequestId = (answer: Answer) => answer.text.replace(/"requestId":"[^"]*"/, '');

describe('a member', () => {
  it.each([
    ['GET', '/clients'],
    ['GET', '/syncs'],
    ['GET', '/connection'],
    ['GET', '/notices'],
    ['GET', '/me'],
  ])('may %s %s', async (method, path) => {
    expect(await aroha().call(method, path)).toMatchObject({ status: 200 });
  });

  it('may not connect, disconnect, start a sync, approve removals, nor do anything that is for admins', async () => {
    const forbidden = [
      ['POST', '/connection'],
      ['DELETE', '/connection'],
      ['POST', '/syncs'],
      ['POST', `/syncs/${harbours.syncId}/approve-removals`],
      ...closed.filter(({ role }) => role === 'admin').map(({ method, path }) => [method, path]),
    ];
    for (const [method = '', path = ''] of forbidden) {
      const answer = await aroha().call(method, filled(path, 'some-id'));
      expect([method, path, answer.status, codeOf(answer)]).toEqual([method, path, 403, 'ADMIN_REQUIRED']);
    }
    expect((await mere().connection()).state).toBe('connected');
    expect((await mere().syncs()).syncs.map(({ syncId }) => syncId)).toEqual([harbours.syncId]);
  });
});

describe('a user without MFA in a connected firm', () => {
  it.each([['tom@harbour.example'], ['ben@harbour.example']])(
    '%s sees what is to be done, and nothing of the clients',
    async (email) => {
      const user = world.as(email);
      expect(await user.me()).toMatchObject({
        toDo: 'configure-mfa',
        mfa: { required: true, enabled: false },
      });
      for (const { method, path } of closed.filter(({ restricted }) => !restricted)) {
        const answer = await user.call(method, filled(path, 'some-id'));
        expect([method, path, answer.status, codeOf(answer)]).toEqual([method, path, 403, 'MFA_REQUIRED']);
      }
    },
  );

  it('is restricted from the moment of connecting, whatever an older token says', async () => {
    const headers = { authorization: `Bearer ${early}` };
    const answer = await ask('GET', `${world.demo.api}/clients`, { headers });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'MFA_REQUIRED']);
  });

  it('is free again once the firm has disconnected', async () => {
    await priya().disconnect();
    const jack = world.as('jack@rata.example');
    expect(await jack.call('GET', '/clients')).toMatchObject({ status: 200 });
    await priya().connectAndSync(RATA.partner);
    expect(await jack.call('GET', '/clients')).toMatchObject({ status: 403 });
  });
});

describe('one firm', () => {
  const unknown = '7e57ab1e-0000-8000-8000-000000000000';
  const sameAsUnknown = async (
    user: PortalUser,
    method: string,
    path: (id: string) => string,
    id: string,
  ) => {
    const [foreign, missing] = [await user.call(method, path(id)), await user.call(method, path(unknown))];
    expect(foreign.status).toBe(404);
    expect(withoutRequestId(foreign)).toBe(withoutRequestId(missing));
  };

  it("never sees another firm's clients, syncs or ids: they answer as if they did not exist", async () => {
    const [client] = await mere().clients();
    await sameAsUnknown(priya(), 'GET', (id) => `/clients/${id}`, client?.clientId ?? '');
    await sameAsUnknown(priya(), 'GET', (id) => `/syncs/${id}`, harbours.syncId);
    await sameAsUnknown(priya(), 'POST', (id) => `/syncs/${id}/approve-removals`, harbours.syncId);
    const own = new Set((await mere().clients()).map(({ clientId }) => clientId));
    const others = await priya().clients();
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter(({ clientId }) => own.has(clientId))).toEqual([]);
    expect((await priya().syncs()).syncs.some(({ syncId }) => syncId === harbours.syncId)).toBe(false);
    expect((await priya().connection()).practice?.name).toBe(RATA.practice);
  });

  it("gets nothing of another firm's by its cursor", async () => {
    const page = await mere().call('GET', '/clients?limit=5');
    const { cursor } = page.body as { cursor: string };
    const answer = await priya().call('GET', `/clients?limit=5&cursor=${encodeURIComponent(cursor)}`);
    const own = new Set((await mere().clients()).map(({ clientId }) => clientId));
    const { clients = [] } = (answer.body ?? {}) as { clients?: { clientId: string }[] };
    expect([200, 400]).toContain(answer.status);
    expect(clients.filter(({ clientId }) => own.has(clientId))).toEqual([]);
  });
});
