import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { holdWrites, writesDuring } from '../support/engine-writes.ts';
import { essenceOf, expectedEssence } from '../support/expected-clients.ts';
import { HARBOUR, RATA, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';

const { practice, partner } = HARBOUR;
let world: World;

beforeAll(async () => {
  world = await startWorld({ harbour: 120, rata: 30 });
  await mere().connectAndSync(partner);
});
afterAll(() => world.close());

const mere = () => world.as('mere@harbour.example');
const inPortal = async () => essenceOf(await mere().clients());
const inXpm = () => expectedEssence(world.xero.clients(practice));
const banner = async () => (await mere().notices()).find(({ kind }) => kind === 'disconnected');
const connectedAtXero = () => world.xero.practices().find(({ name }) => name === practice)?.connectedBy;
const runningExecutions = async () => {
  const [machine] = world.run.platform.find('AWS::StepFunctions::StateMachine', 'SyncFirm');
  const input = { stateMachineArn: machine?.arn, statusFilter: 'RUNNING' };
  return (await world.run.platform.call('AWSStepFunctions.ListExecutions', input)).executions;
};
const allIdle = () =>
  vi.waitUntil(async () => JSON.stringify(await runningExecutions()) === '[]', {
    timeout: PATIENCE_MS,
    interval: 100,
  });

describe('disconnecting', () => {
  let idsBefore: string[];

  it('here tells Xero, drops the tokens, keeps every client and names who did it', async () => {
    const before = await mere().clients();
    idsBefore = before.map(({ clientId }) => clientId).sort();
    world.xero.resetRequests();
    expect(await mere().disconnect()).toEqual({ state: 'disconnected', cleanupPending: false });
    expect(connectedAtXero()).toEqual([]);
    expect(world.xero.counts()).toMatchObject({ deleteConnection: 1, revocation: 1 });
    expect(await mere().connection()).toMatchObject({
      state: 'disconnected',
      disconnect: { cause: 'disconnected-here', by: { name: 'Mere Tamihana' } },
      nextSyncAt: null,
    });
    expect(await banner()).toMatchObject({ cause: 'disconnected-here', by: 'Mere Tamihana' });
    expect(await mere().clients()).toEqual(before);
    expect(await mere().client(before[0]?.clientId ?? '')).toMatchObject({ managedBy: 'portal' });
    const refused = await mere().call('POST', '/syncs', { body: {} });
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'NOT_CONNECTED' } } });
  });

  it('again changes nothing, and does not trouble Xero', async () => {
    world.xero.resetRequests();
    expect(await mere().disconnect()).toEqual({ state: 'disconnected', cleanupPending: false });
    expect(world.xero.counts()).toEqual({});
  });

  it('and connecting the same practice again finds the clients under their ids', async () => {
    const sync = await mere().connectAndSync(partner);
    expect(sync).toMatchObject({ mode: 'full', counts: { added: 0, unchanged: idsBefore.length } });
    expect((await mere().clients()).map(({ clientId }) => clientId).sort()).toEqual(idsBefore);
    expect(await mere().client(idsBefore[0] ?? '')).toMatchObject({ managedBy: 'xpm' });
  });

  it('in the middle of an import ends its writes; the history says interrupted', async () => {
    world.xero.setPracticeSize(practice, 700);
    const hold = holdWrites(world, 'CLIENT', 40);
    onTestFinished(hold.release);
    const syncId = await mere().startSync('full');
    await hold.reached;
    await mere().disconnect();
    const late = await writesDuring(world, async () => {
      hold.release();
      await allIdle();
    });
    // up to 100 are under way between two looks at the connection
    expect(late.accepted['CLIENT'] ?? 0).toBeLessThanOrEqual(100);
    expect(await mere().sync(syncId)).toMatchObject({ status: 'interrupted' });
    const { currentSyncId, state } = await mere().connection();
    expect({ currentSyncId, state }).toEqual({ currentSyncId: null, state: 'disconnected' });
    const kept = await mere().clients();
    expect(kept.length).toBeGreaterThanOrEqual(idsBefore.length);
    expect(kept.length).toBeLessThan(inXpm().length);
    expect(idsBefore.every((id) => kept.some(({ clientId }) => clientId === id))).toBe(true);

    expect(await mere().connectAndSync(partner)).toMatchObject({ status: 'succeeded' });
    expect(await inPortal()).toEqual(inXpm());
  });

  it('while Xero is down takes effect here at once, and there later', async () => {
    world.xero.fault({ on: 'deleteConnection', kind: '503', times: 10 });
    expect(await mere().disconnect()).toEqual({ state: 'disconnected', cleanupPending: true });
    expect((await mere().connection()).state).toBe('disconnected');
    expect(connectedAtXero()).toEqual([partner]);
    world.xero.clearFaults();
    const [cleanUp] = world.run.platform.find('AWS::Scheduler::Schedule', 'BackgroundCleanUpDisconnects');
    await world.run.platform.runNow(cleanUp?.name ?? '');
    await vi.waitUntil(() => connectedAtXero()?.length === 0, { timeout: PATIENCE_MS });
    await mere().connectAndSync(partner);
  });
});

describe('a connection that ends elsewhere', () => {
  it('in Xero is noticed by the next sync, said in words and mailed, and keeps every client', async () => {
    const before = await inPortal();
    world.xero.disconnectInXero(practice);
    const sync = await mere().syncNow();
    expect(sync).toMatchObject({ status: 'failed', failure: { code: 'DISCONNECTED_IN_XERO' } });
    expect(await mere().connection()).toMatchObject({
      state: 'disconnected',
      disconnect: { cause: 'disconnected-in-xero', by: null },
      currentSyncId: null,
    });
    expect(await banner()).toMatchObject({ cause: 'disconnected-in-xero', by: null });
    for (const admin of ['mere@harbour.example', 'tom@harbour.example']) {
      expect((await world.summary(sync.syncId, admin)).text).toContain(
        'disconnected from the portal inside Xero',
      );
    }
    expect(await inPortal()).toEqual(before);
    await mere().connectAndSync(partner);
  });

  it('by a lost permission is no disconnect: it works again once the permission is back', async () => {
    world.xero.removePermission(practice, partner);
    const sync = await mere().syncNow();
    expect(sync).toMatchObject({ status: 'failed', failure: { code: 'XERO_PERMISSION_MISSING' } });
    expect((await mere().connection()).state).toBe('connected');
    world.xero.restorePermission(practice, partner);
    expect(await mere().syncNow()).toMatchObject({ status: 'succeeded' });
  });

  it('because the grant was revoked is unexpected: reconnecting repairs it', async () => {
    const before = await inPortal();
    world.xero.revokeRefreshTokens(partner);
    world.xero.expireAccessTokens();
    const sync = await mere().syncNow();
    expect(sync).toMatchObject({ status: 'failed', failure: { code: 'CONNECTION_BROKEN' } });
    expect(await mere().connection()).toMatchObject({ state: 'broken', disconnect: { cause: 'unexpected' } });
    expect((await mere().notices()).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['disconnected', 'reconnect']),
    );
    expect(await inPortal()).toEqual(before);
    expect(await mere().connectAndSync(partner)).toMatchObject({ status: 'succeeded' });
    expect((await mere().connection()).state).toBe('connected');
  });
});

describe('another practice than before', () => {
  it('is refused, unless the admin confirms it', async () => {
    await mere().disconnect();
    const other = { email: 'both@xero.example', practice: RATA.practice };
    expect(await mere().connect(other)).toBe('/settings/integrations?connection=different-practice');
    const confirmed = await mere().connect(other, { confirmPracticeChange: true });
    expect(confirmed).toBe('/clients/manage?connection=connected');
    const { currentSyncId, lastSync } = await mere().connection();
    await mere().ended(currentSyncId ?? lastSync?.syncId ?? '');
    const names = new Set((await inPortal()).map(({ uuid }) => uuid));
    for (const { uuid } of expectedEssence(world.xero.clients(RATA.practice))) expect(names).toContain(uuid);
  });
});
