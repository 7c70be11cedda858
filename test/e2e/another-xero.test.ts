import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startLocalRun } from '../../local/local-run.ts';
import type { LocalRun } from '../../local/local-run.ts';
import { readOptions } from '../../local/options.ts';
import { AnotherXero } from '../support/another-xero.ts';
import { portalOf } from '../support/local-run.ts';
import { landing } from '../support/portal-user.ts';
import type { PortalUser } from '../support/portal-user.ts';

const xero = new AnotherXero();
const folder = mkdtempSync(join(tmpdir(), 'another-xero-'));
let run: LocalRun | undefined;

const { as, summary } = portalOf(() => {
  if (run === undefined) throw new Error('Nothing runs');
  return run.demo;
});
const mere = as('mere@harbour.example');

beforeAll(async () => {
  const { clientId, clientSecret } = xero.app;
  const env = {
    XERO_URL: await xero.listen(),
    LOCAL_STATE: folder,
    XERO_CLIENT_ID: clientId,
    XERO_CLIENT_SECRET: clientSecret,
  };
  run = await startLocalRun(readOptions(['--port', '0'], env), () => undefined);
});
afterAll(async () => {
  await run?.close();
  await xero.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Xero's page agrees at once and sends the browser back. */
async function connect(user: PortalUser): Promise<string> {
  const { authorizeUrl, cookie } = await user.startConnecting();
  const agreed = await fetch(authorizeUrl, { redirect: 'manual' });
  return landing(agreed.headers.get('location') ?? '', cookie);
}

const primaries = async () =>
  Object.fromEntries((await mere.clients()).map(({ name, primaryContact }) => [name, primaryContact?.name]));

const listRequests = () => xero.requests.filter((line) => line.includes('/client.api/list'));

it('connects, and its first sync brings every client with the right primary contact', async () => {
  xero.add('Flagged & Co', [
    { name: 'Ana', salutation: 'Aa' },
    { name: 'Zoe', primary: true },
  ]);
  xero.add('By <Salutation>', [
    { name: 'Ann' },
    { name: 'Bo', salutation: 'Ms B' },
    { name: 'Al', salutation: 'mrs A' },
  ]);
  xero.add('By first name', [{ name: 'Émile Adam' }, { name: 'dora Zed' }]);
  xero.add('Flagged and gone', [
    { name: 'Ada', primary: true, deleted: true },
    { name: 'Cy', email: 'cy@example.com' },
  ]);
  xero.add('Nobody');
  xero.add('Archived').archived = true;

  expect(await connect(mere)).toBe('/clients/manage?connection=connected');
  const { practice, currentSyncId, lastSync } = await mere.connection();
  expect(practice).toEqual({ name: null, tenantId: xero.tenantId });
  const sync = await mere.ended(currentSyncId ?? lastSync?.syncId ?? 'none');
  expect(sync).toMatchObject({
    status: 'succeeded',
    trigger: 'first',
    mode: 'full',
    counts: { seen: 6, added: 5 },
  });
  expect(sync.quota).toMatchObject({ dayRemaining: 900, minuteRemaining: null });
  expect(await primaries()).toEqual({
    'By <Salutation>': 'Al',
    'By first name': 'dora Zed',
    'Flagged & Co': 'Zoe',
    'Flagged and gone': 'Cy',
    Nobody: undefined,
  });
  const { subject, text } = await summary(sync.syncId, 'mere@harbour.example');
  expect(subject).toContain('5 added');
  expect(text).toContain('Nobody');
});

it('follows what changed, asking only for that, with tokens that live for a minute', async () => {
  const [flagged, , , gone] = xero.clients;
  if (flagged === undefined || gone === undefined) throw new Error('Nothing to change');
  // What did not change since long ago is not in a delta.
  for (const client of xero.clients) client.changedAt = Date.now() - 3_600_000;
  Object.assign(flagged, { name: 'Renamed', changedAt: Date.now() });
  Object.assign(gone, { archived: true, changedAt: Date.now() });
  xero.add('New');
  expect(await mere.syncNow()).toMatchObject({
    status: 'succeeded',
    mode: 'delta',
    counts: { seen: 3, added: 1, updated: 1, archived: 1 },
  });
  expect(listRequests().at(-1)).toMatch(/\?modifiedsince=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  expect(Object.keys(await primaries()).sort()).toEqual(
    ['By <Salutation>', 'By first name', 'New', 'Nobody', 'Renamed'].sort(),
  );
});

it('believes nothing of a list that breaks off', async () => {
  const before = await mere.clients();
  xero.cutAt = 0.7;
  expect(await mere.syncNow('full')).toMatchObject({
    status: 'failed',
    failure: { code: 'XPM_ANSWER_UNUSABLE' },
  });
  xero.cutAt = undefined;
  expect(await mere.clients()).toEqual(before);
  expect(await mere.syncNow()).toMatchObject({
    status: 'succeeded',
    mode: 'full',
    counts: { unchanged: 5, archived: 0 },
  });
});

it('keeps its connection at Xero when another firm tries to take the practice', async () => {
  expect(await connect(as('priya@rata.example'))).toContain('connection=practice-taken');
  expect(xero.isConnected).toBe(true);
  expect(await mere.syncNow()).toMatchObject({ status: 'succeeded' });
});

it('disconnects at Xero too, and leaves what else is connected there', async () => {
  expect(await mere.disconnect()).toEqual({ state: 'disconnected', cleanupPending: false });
  expect(xero.isConnected).toBe(false);
  expect(xero.requests.at(-1)).toBe('DELETE /connections/{id}');
  expect((await mere.connection()).disconnect).toMatchObject({ cause: 'disconnected-here' });
});
