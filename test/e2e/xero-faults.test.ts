import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../local/xero/faults.ts';
import { essenceOf, expectedEssence } from '../support/expected-clients.ts';
import { HARBOUR, RATA, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';
import type { PortalUser } from '../support/portal-user.ts';

const { practice } = HARBOUR;
let world: World;

beforeAll(async () => {
  world = await startWorld({ harbour: 90, rata: 30 });
  await mere().connectAndSync(HARBOUR.partner);
});
afterEach(() => world.xero.clearFaults());
afterAll(() => world.close());

const mere = () => world.as('mere@harbour.example');
const inPortal = async (user = mere()) => essenceOf(await user.clients());
const inXpm = () => expectedEssence(world.xero.clients(practice));
const changeSomething = () => world.xero.upsertClient(practice, { name: `Added at ${String(Date.now())}` });
const waitingSync = (user: PortalUser, syncId: string) =>
  vi.waitUntil(async () => (await user.sync(syncId)).status === 'waiting', {
    timeout: PATIENCE_MS,
    interval: 50,
  });

describe('a sync comes through', () => {
  const passing: [string, Omit<Fault, 'on'>][] = [
    ['a 429 that asks for a second', { kind: '429-minute', retryAfter: 1 }],
    ['a 429 without Retry-After, as too many calls at once bring it', { kind: '429-concurrent' }],
    ['a list that breaks off', { kind: 'truncated', cut: 'length' }],
    ['a list that ends too soon, cleanly', { kind: 'truncated', cut: 'clean' }],
    ['an HTML page with status 200', { kind: 'html-200' }],
    ['a 503', { kind: '503' }],
    ['a connection that is cut', { kind: 'reset' }],
  ];
  it.each(passing)('%s', async (_, fault) => {
    changeSomething();
    world.xero.fault({ on: 'list', ...fault });
    expect(await mere().syncNow()).toMatchObject({
      status: 'succeeded',
      xeroRequests: 2,
      counts: { added: 1, archived: 0, skipped: 0 },
    });
    expect(world.xero.faults()).toEqual([]);
    expect(await inPortal()).toEqual(inXpm());
  });

  it('a longer 429, waiting outside of any function and saying so', async () => {
    changeSomething();
    world.xero.fault({ on: 'list', kind: '429-minute', retryAfter: 11 });
    const syncId = await mere().startSync();
    await waitingSync(mere(), syncId);
    const notice = (await mere().notices()).find(({ kind }) => kind === 'sync-running');
    expect(notice?.message).toContain('Xero asked us to wait');
    expect(await mere().ended(syncId)).toMatchObject({ status: 'succeeded', counts: { added: 1 } });
    const [refused, second] = world.xero
      .requests()
      .filter(({ route }) => route === 'list')
      .slice(-2);
    expect(refused?.status).toBe(429);
    expect((second?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(11_000);
  });

  it('a 401 in the middle, with one refresh', async () => {
    changeSomething();
    world.xero.resetRequests();
    world.xero.expireAccessTokens();
    expect(await mere().syncNow()).toMatchObject({ status: 'succeeded', counts: { added: 1 } });
    expect(world.xero.counts()).toEqual({ list: 2, token: 1 });
  });

  it('a refresh of which the answer is lost, again and again', async () => {
    for (const round of ['first', 'second']) {
      world.xero.resetRequests();
      world.xero.expireAccessTokens();
      world.xero.fault({ on: 'token', kind: 'lost-answer' });
      changeSomething();
      expect(await mere().syncNow()).toMatchObject({ status: 'succeeded', counts: { added: 1 } });
      expect(world.xero.counts(), round).toEqual({ list: 2, token: 2 });
    }
    expect((await mere().connection()).state).toBe('connected');
  });
});

describe('a sync gives up in words, and keeps every client, when Xero goes on with', () => {
  const lasting: [string, Fault, string][] = [
    ['Status ERROR in a 200', { on: 'list', kind: 'status-error' }, 'XPM_REFUSED'],
    ['an HTML page in a 200', { on: 'list', kind: 'html-200' }, 'XPM_ANSWER_UNUSABLE'],
    ['half a list', { on: 'list', kind: 'truncated', cut: 'clean' }, 'XPM_ANSWER_UNUSABLE'],
    ['a document type', { on: 'list', kind: 'doctype' }, 'XPM_ANSWER_UNUSABLE'],
    ['500', { on: 'list', kind: '500' }, 'XERO_UNAVAILABLE'],
    ['401 whatever the token', { on: 'list', kind: '401-scope' }, 'XERO_PERMISSION_MISSING'],
    ['403 although it lists the practice', { on: 'list', kind: '403' }, 'XERO_PERMISSION_MISSING'],
  ];
  it.each(lasting)('%s', async (_, fault, code) => {
    const before = await inPortal();
    world.xero.fault({ ...fault, times: 20 });
    const sync = await mere().syncNow('full');
    expect(sync).toMatchObject({ status: 'failed', failure: { code }, counts: { archived: 0 } });
    expect(sync.failure?.action).not.toBe('');
    expect(await inPortal()).toEqual(before);
    expect(await mere().connection()).toMatchObject({ state: 'connected', currentSyncId: null });
    const notice = (await mere().notices()).find(({ kind }) => kind === 'sync-failed');
    expect(notice).toMatchObject({ code, syncId: sync.syncId });
    expect((await world.summary(sync.syncId, mere().email)).text).toContain(sync.failure?.message);
  });

  it('nothing any more: the next sync is a full one and sets all right', async () => {
    changeSomething();
    expect(await mere().syncNow()).toMatchObject({ status: 'succeeded', mode: 'full' });
    expect(await inPortal()).toEqual(inXpm());
  });
});

describe("the day's limit", () => {
  it('makes a sync wait without an end in sight, which a disconnect ends at once', async () => {
    const priya = world.as('priya@rata.example');
    await priya.connectAndSync(RATA.partner);
    const before = await inPortal(priya);
    world.xero.fault({ on: 'list', kind: '429-day' });
    const syncId = await priya.startSync();
    await waitingSync(priya, syncId);
    await priya.disconnect();
    expect(await priya.sync(syncId)).toMatchObject({ status: 'interrupted' });
    expect(await inPortal(priya)).toEqual(before);
  });
});
