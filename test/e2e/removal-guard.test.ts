import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentIn, essenceOf, expectedEssence } from '../support/expected-clients.ts';
import { HARBOUR, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import type { PortalUser, SyncView } from '../support/portal-user.ts';

const { practice } = HARBOUR;
let world: World;
let all: string[];
let held: SyncView;

beforeAll(async () => {
  world = await startWorld({ harbour: 200, rata: 1 });
  await mere().connectAndSync(HARBOUR.partner);
  all = (await mere().clients()).map(({ xpmUuid }) => xpmUuid ?? '');
});
afterAll(() => world.close());

const mere = () => world.as('mere@harbour.example');
const approve = (user: PortalUser, syncId: string) => user.call('POST', `/syncs/${syncId}/approve-removals`);
const kinds = async (user: PortalUser) => (await user.notices()).map(({ kind }) => kind);
const inPortal = async () => essenceOf(await mere().clients());

describe('the guard of removals', () => {
  it('holds what is too much to be meant, and imports everything else', async () => {
    const [kept = '', ...others] = all;
    others.slice(0, 15).forEach((uuid) => world.xero.archiveClient(practice, uuid));
    others.slice(15, 30).forEach((uuid) => world.xero.removeClient(practice, uuid));
    world.xero.upsertClient(practice, { uuid: kept, name: 'Still Imported' });

    held = await mere().syncNow('full');
    expect(held).toMatchObject({
      status: 'held',
      counts: { held: 30, archived: 0, updated: 1, skipped: 0 },
    });
    expect(held.issues.map(({ xpmUuid }) => xpmUuid).sort()).toEqual(others.slice(0, 30).sort());
    expect(held.issues.every(({ code, name }) => code === 'REMOVAL_HELD' && name !== null)).toBe(true);
    const rows = await mere().clients();
    expect(rows.map(({ xpmUuid }) => xpmUuid).sort()).toEqual(all.toSorted());
    expect(rows.find(({ xpmUuid }) => xpmUuid === kept)?.name).toBe('Still Imported');
  });

  it('asks by mail and by notice, and only an admin may answer', async () => {
    const mail = await world.summary(held.syncId, mere().email);
    expect(mail.subject).toContain('Approval needed: 30 clients');
    const notice = (await mere().notices()).find(({ kind }) => kind === 'removals-held');
    expect(notice).toMatchObject({ held: 30, syncId: held.syncId, action: { label: 'Review removals' } });
    const aroha = world.as('aroha@harbour.example');
    expect(await kinds(aroha)).toContain('removals-held');
    expect(await approve(aroha, held.syncId)).toMatchObject({ status: 403 });
    expect(await approve(mere(), 'no-such-sync')).toMatchObject({ status: 404 });
  });

  it('takes an approval as a ceiling: when more are gone by then, all are held again', async () => {
    all.slice(31, 33).forEach((uuid) => world.xero.deleteClient(practice, uuid));
    const answer = await approve(mere(), held.syncId);
    expect(answer).toMatchObject({ status: 202 });
    const again = await mere().ended((answer.body as { syncId: string }).syncId);
    expect(again).toMatchObject({
      trigger: 'approval',
      status: 'held',
      counts: { held: 32, archived: 0 },
    });
    expect(await mere().clients()).toHaveLength(all.length);
    const old = await approve(mere(), held.syncId);
    expect(old).toMatchObject({ status: 409, body: { error: { code: 'NOT_HELD' } } });
    held = again;
  });

  it('archives what was approved, which stays readable, and is quiet afterwards', async () => {
    const [victim] = held.issues;
    const ids = new Map((await mere().clients()).map((row) => [row.xpmUuid, row.clientId]));
    const answer = await approve(mere(), held.syncId);
    const done = await mere().ended((answer.body as { syncId: string }).syncId);
    expect(done).toMatchObject({ status: 'succeeded', counts: { archived: 32, held: 0 } });
    expect(await inPortal()).toEqual(expectedEssence(world.xero.clients(practice)));
    const archived = await mere().client(ids.get(victim?.xpmUuid ?? '') ?? 'none');
    expect(archived).toMatchObject({ status: 'archived', name: victim?.name });
    expect(await kinds(mere())).not.toContain('removals-held');
    expect(await mere().syncNow('full')).toMatchObject({ status: 'succeeded', counts: { archived: 0 } });
  });

  it('lets a few go without asking', async () => {
    const few = currentIn(world.xero.clients(practice)).slice(0, 10);
    few.forEach(({ uuid }) => world.xero.deleteClient(practice, uuid));
    expect(await mere().syncNow()).toMatchObject({ status: 'succeeded', counts: { archived: 10 } });
  });

  it('never empties a portal because a list came back empty, and heals by itself', async () => {
    const before = await inPortal();
    world.xero.fault({ on: 'list', kind: 'empty-list', times: 10 });
    const empty = await mere().syncNow('full');
    world.xero.clearFaults();
    expect(empty).toMatchObject({ status: 'held', counts: { seen: 0, held: before.length, archived: 0 } });
    expect(await inPortal()).toEqual(before);
    expect(await mere().syncNow()).toMatchObject({
      mode: 'full',
      status: 'succeeded',
      counts: { unchanged: before.length },
    });
    expect(await kinds(mere())).not.toContain('removals-held');
  });
});
