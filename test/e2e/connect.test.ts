import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowAccess } from '../../local/xero/allow-access.ts';
import { HARBOUR, RATA, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { ask, landing } from '../support/portal-user.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ harbour: 60, rata: 20 });
});
afterAll(() => world.close());

const mere = () => world.as('mere@harbour.example');
const tom = () => world.as('tom@harbour.example');
const priya = () => world.as('priya@rata.example');
const ended = (outcome: string) => `/settings/integrations?connection=${outcome}`;
const state = async () => (await mere().connection()).state;

describe('connecting a practice', () => {
  it('sends the browser to Xero with a secret state, and binds it by a cookie that only the portal gets back', async () => {
    const answer = await mere().call('POST', '/connection', { body: {} });
    const { authorizeUrl } = answer.body as { authorizeUrl: string };
    const query = new URL(authorizeUrl).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      response_type: 'code',
      client_id: 'local-client',
      redirect_uri: `${world.demo.portal}/api/oauth/xero/callback`,
    });
    expect(query.get('scope')?.split(' ').sort()).toEqual(['offline_access', 'practicemanager.client.read']);
    expect(Buffer.from(query.get('state') ?? '', 'base64url').length).toBeGreaterThanOrEqual(16);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-[\w-]+=[\w-]{22,}; /);
    expect(cookie).toMatch(/Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax/);
    expect(cookie).not.toContain(query.get('state'));
  });

  it('ends in words when consent is cancelled', async () => {
    expect(await mere().connect({ email: HARBOUR.partner, cancel: true })).toBe(ended('cancelled'));
    expect(await state()).toBe('never');
  });

  it('refuses a browser without the cookie, and that state for good', async () => {
    const { authorizeUrl, cookie } = await mere().startConnecting();
    const callback = await allowAccess(authorizeUrl, { email: HARBOUR.partner });
    expect(await landing(callback)).toBe(ended('wrong-browser'));
    expect(await landing(callback, cookie)).toBe(ended('expired'));
    expect(await state()).toBe('never');
  });

  it("refuses another browser's cookie, also another admin's of the same firm", async () => {
    const { authorizeUrl } = await mere().startConnecting();
    const other = await tom().startConnecting();
    const callback = await allowAccess(authorizeUrl, { email: HARBOUR.partner });
    expect(await landing(callback, other.cookie)).toBe(ended('wrong-browser'));
    expect(await state()).toBe('never');
  });

  it('refuses a plain Xero organisation, and takes it off the app again', async () => {
    world.xero.resetRequests();
    expect(await mere().connect({ email: 'bookkeeper@xero.example' })).toBe(ended('not-a-practice'));
    expect(world.xero.counts()).toMatchObject({ deleteConnection: 1 });
    expect(await state()).toBe('never');
  });

  it.each([
    ['nothing', ''],
    ['an unknown state', '?code=abc&state=abcdefghijklmnopqrstuvwxyz'],
    ['a repeated state', '?code=a&state=b&state=c'],
    [
      'markup and other addresses',
      '?error=%3Cscript%3E&state=https%3A%2F%2Fevil.example&next=//evil.example',
    ],
    ['far too much', `?code=${'x'.repeat(5000)}&state=y`],
  ])('lands in the portal when the callback holds %s, and repeats none of it', async (_, query) => {
    const answer = await ask('GET', `${world.demo.api}/oauth/xero/callback${query}`);
    expect(answer).toMatchObject({ status: 302, text: '' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('location')).toBe(`${world.demo.portal}${ended('expired')}`);
  });

  it('says so when Xero is down while the code is exchanged', async () => {
    world.xero.fault({ on: 'token', kind: '503', times: 5 });
    expect(await mere().connect({ email: HARBOUR.partner })).toBe(ended('xero-unavailable'));
    world.xero.clearFaults();
    expect(await state()).toBe('never');
  });

  it('connects with the right browser, syncs at once and mails the summary to whoever connected', async () => {
    const { authorizeUrl, cookie } = await mere().startConnecting();
    const callback = await allowAccess(authorizeUrl, { email: HARBOUR.partner });
    expect(await landing(callback, cookie)).toBe('/clients/manage?connection=connected');
    const connection = await mere().connection();
    expect(connection).toMatchObject({
      state: 'connected',
      practice: { name: HARBOUR.practice },
      connectedBy: { name: 'Mere Tamihana' },
      disconnect: null,
    });
    expect(Date.parse(connection.nextSyncAt ?? '')).toBeGreaterThan(Date.now());
    const [syncId = ''] = [connection.currentSyncId ?? connection.lastSync?.syncId];
    expect(await mere().ended(syncId)).toMatchObject({ trigger: 'first', mode: 'full', status: 'succeeded' });
    expect((await world.summary(syncId, mere().email)).subject).toMatch(/^Clients synced: 57 added/);
    // the same address once more changes nothing
    expect(await landing(callback, cookie)).toBe(ended('expired'));
    expect(await state()).toBe('connected');
  });

  it('does not connect twice', async () => {
    const answer = await mere().call('POST', '/connection', { body: {} });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'ALREADY_CONNECTED' } } });
  });

  it('refuses a practice that another firm has connected, and leaves that firm alone', async () => {
    const taken = { email: 'both@xero.example', practice: HARBOUR.practice };
    expect(await priya().connect(taken)).toBe(ended('practice-taken'));
    expect((await priya().connection()).state).toBe('never');
    expect(await mere().syncNow('full')).toMatchObject({ status: 'succeeded' });
  });

  it('sends an admin without MFA to switch it on, and lets nothing else pass before', async () => {
    const jack = world.as('jack@rata.example');
    const landed = await jack.connect({ email: RATA.partner });
    expect(landed).toBe('/settings/mfa?connection=connected&next=/clients/manage');
    const refused = await jack.call('GET', '/clients');
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'MFA_REQUIRED' } } });
    expect(await jack.me()).toMatchObject({ toDo: 'configure-mfa' });
    expect((await priya().connection()).connectedBy?.name).toBe('Jack Olsen');
  });
});
