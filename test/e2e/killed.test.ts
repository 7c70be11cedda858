import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startChildRun } from '../support/child-run.ts';
import type { ChildRun } from '../support/child-run.ts';
import { essenceOf, expectedEssence } from '../support/expected-clients.ts';
import { HARBOUR, portalOf, startXero } from '../support/local-run.ts';
import type { Xero } from '../support/local-run.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';
import type { SyncView } from '../support/portal-user.ts';

const { practice, partner } = HARBOUR;
let xero: Xero;
let child: ChildRun | undefined;
const portal = portalOf(() => running().demo);
const mere = portal.as('mere@harbour.example');

function running(): ChildRun {
  if (child === undefined) throw new Error('Nothing runs');
  return child;
}

async function boot(): Promise<void> {
  child = await startChildRun({ stateDir: xero.stateDir, xeroUrl: xero.url });
  xero.portal = running().demo.portal;
}

beforeAll(async () => {
  xero = await startXero({ harbour: 60, rata: 1 });
  await boot();
  await mere.connectAndSync(partner);
});
afterAll(async () => {
  await child?.kill();
  await xero.close();
});

/** Kills the run as soon as the sync stands where the test wants it, and starts it again. */
async function killWhen(syncId: string, moment: (sync: SyncView) => boolean): Promise<SyncView> {
  const seen = await vi.waitUntil(
    async () => {
      const sync = await mere.sync(syncId);
      return moment(sync) ? sync : undefined;
    },
    { timeout: PATIENCE_MS, interval: 20 },
  );
  await running().kill();
  await boot();
  return seen;
}

async function expectAllRight(syncId: string): Promise<void> {
  expect(await mere.ended(syncId)).toMatchObject({ status: 'succeeded', counts: { skipped: 0, held: 0 } });
  expect(essenceOf(await mere.clients())).toEqual(expectedEssence(xero.admin.clients(practice)));
  expect(await mere.connection()).toMatchObject({ state: 'connected', currentSyncId: null });
  await portal.summary(syncId, mere.email);
  const mails = (await portal.mailsTo(mere.email)).filter(({ text }) => text.includes(syncId));
  expect(mails.length).toBeLessThanOrEqual(2);
  expect(await mere.syncNow()).toMatchObject({ status: 'succeeded', counts: { added: 0, archived: 0 } });
}

describe('a run that is killed', () => {
  it('while Xero is answering goes on by itself', async () => {
    xero.admin.setPracticeSize(practice, 90);
    xero.admin.fault({ on: 'list', kind: 'hang', skip: 1 });
    const syncId = await mere.startSync('full');
    const asked = () => xero.admin.requests().some(({ fault }) => fault === 'hang');
    const seen = await killWhen(syncId, asked);
    expect(seen).toMatchObject({ status: 'running', finishedAt: null });
    await expectAllRight(syncId);
  });

  it('in the middle of an import goes on by itself', async () => {
    xero.admin.setPracticeSize(practice, 1700);
    const syncId = await mere.startSync('full');
    const importing = ({ progress }: SyncView) => (progress?.written ?? 0) > 0;
    const seen = await killWhen(syncId, (sync) => importing(sync) || sync.finishedAt !== null);
    expect(seen.finishedAt).toBeNull();
    await expectAllRight(syncId);
  });

  it('while the summary is being mailed sends it once, or at most twice', async () => {
    xero.admin.setPracticeSize(practice, 1720);
    const syncId = await mere.startSync();
    await killWhen(syncId, ({ finishedAt }) => finishedAt !== null);
    await expectAllRight(syncId);
  });

  it('while it waits for Xero wakes up when the time has come', async () => {
    xero.admin.setPracticeSize(practice, 1740);
    xero.admin.fault({ on: 'list', kind: '429-minute', retryAfter: 11 });
    const syncId = await mere.startSync();
    const seen = await killWhen(syncId, ({ status }) => status === 'waiting');
    expect(seen.finishedAt).toBeNull();
    await expectAllRight(syncId);
  });
});
