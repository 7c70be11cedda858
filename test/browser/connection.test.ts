import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { clientsText } from '../../portal/src/text/clients.ts';
import { commonText } from '../../portal/src/text/common.ts';
import { connectionText, outcomeText } from '../../portal/src/text/connection.ts';
import { duplicatesText } from '../../portal/src/text/duplicates.ts';
import { noticesText } from '../../portal/src/text/notices.ts';
import { usePortal } from '../support/browser.ts';
import { HARBOUR, RATA } from '../support/local-run.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';

const PRIYA = 'priya@rata.example';
const SIONE = 'sione@rata.example';
const BANKSIA = 'Banksia Joinery Ltd';
const portal = usePortal({ harbour: 4, rata: 6 });
const priya = () => portal.world().as(PRIYA);

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const card = (page: Page) => page.getByRole('region', { name: connectionText.product });
const notices = (page: Page) => page.getByRole('region', { name: noticesText.region });

/** As a person does at Xero: who they are, which practice, yes. */
async function allowAt(page: Page, email: string, practice?: string) {
  await page.getByLabel('Email address').fill(email);
  await button(page, 'Log in').click();
  if (practice !== undefined) await page.getByLabel('Select a practice').selectOption({ label: practice });
  await button(page, 'Allow access').click();
}

/** The client by hand, and the one from XPM of the same name. */
beforeAll(async () => {
  portal.world().xero.upsertClient(RATA.practice, { name: BANKSIA, email: 'office@banksia.example' });
  await priya().call('POST', '/clients', { body: { name: BANKSIA, email: 'hello@banksia.example' } });
  await priya().connectAndSync(RATA.partner);
});

describe('A possible duplicate', () => {
  it('is linked, taken apart again and kept apart; the list follows each decision', async () => {
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ as: PRIYA });
    const pair = page.getByRole('group', { name: duplicatesText.pairOf(BANKSIA, BANKSIA) });
    const show = (status: keyof typeof duplicatesText.statuses) =>
      page.getByText(duplicatesText.statuses[status], { exact: true }).click();
    const shown = async () =>
      (await priya().clients(`search=${BANKSIA}`)).map(({ xpmUuid }) =>
        xpmUuid === undefined ? 'by hand' : 'xpm',
      );
    await goTo('/clients/manage');
    await pair.getByText(duplicatesText.reasons.name).waitFor();
    await assertAccessible();
    await screenshot('duplicates');
    expect((await shown()).sort()).toEqual(['by hand', 'xpm']);

    await button(page, duplicatesText.link).click();
    await page.getByText(duplicatesText.done.linked, { exact: true }).waitFor();
    await page.getByText(duplicatesText.empty.open).waitFor();
    expect(await shown()).toEqual(['xpm']);

    await show('linked');
    await pair.getByText(duplicatesText.linkedBy('Priya Raman')).waitFor();
    await assertAccessible();
    await button(page, duplicatesText.undo).click();
    await page.getByText(duplicatesText.done.open).waitFor();
    await page.getByText(duplicatesText.empty.linked).waitFor();
    expect((await shown()).sort()).toEqual(['by hand', 'xpm']);

    await show('open');
    await button(page, duplicatesText.keepApart).click();
    await page.getByText(duplicatesText.empty.open).waitFor();
    await show('kept-apart');
    await pair.getByText(duplicatesText.keptApartBy('Priya Raman')).waitFor();
    expect((await shown()).sort()).toEqual(['by hand', 'xpm']);
  });
});

describe('A connection that broke', () => {
  it('is told on every page, and reconnecting mends it', async () => {
    const { xero } = portal.world();
    xero.revokeRefreshTokens(RATA.partner);
    xero.expireAccessTokens();
    expect(await priya().syncNow()).toMatchObject({ failure: { code: 'CONNECTION_BROKEN' } });
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ as: PRIYA });
    await goTo('/clients');
    await page.getByRole('note').getByText(clientsText.viewOnlyBrokenAdmin).waitFor();
    await notices(page).getByText(noticesText.disconnectedTitle, { exact: true }).waitFor();
    await page.getByRole('main').getByRole('link', { name: clientsText.reconnect }).last().click();
    await card(page).getByText(connectionText.badges.broken).waitFor();
    await card(page).getByText(connectionText.disconnectedHelp.unexpected).waitFor();
    await assertAccessible();
    await screenshot('integrations-broken');

    await button(page, connectionText.reconnect).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: connectionText.reconnectTitle }).waitFor();
    await button(page, commonText.continue).click();
    await allowAt(page, RATA.partner);
    await page.waitForURL(/\/clients\/manage\?connection=connected/);
    await card(page).getByText(connectionText.badges.connected, { exact: true }).waitFor();
    await notices(page).getByText(noticesText.disconnectedTitle).waitFor({ state: 'hidden' });
    expect((await priya().connection()).state).toBe('connected');
  });
});

describe('Another practice than before', () => {
  it('is refused, and connected once that is confirmed; what only the earlier one had is archived', async () => {
    const { lastSync, currentSyncId } = await priya().connection();
    await priya().ended(currentSyncId ?? lastSync?.syncId ?? '');
    const before = (await priya().clients()).filter(({ xpmUuid }) => xpmUuid !== undefined);
    expect(before.length).toBeGreaterThan(0);
    await priya().disconnect();
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ as: PRIYA });
    const throughXero = async () => {
      await button(page, commonText.continue).click();
      await allowAt(page, 'both@xero.example', HARBOUR.practice);
    };
    await goTo('/settings/integrations');
    await button(page, connectionText.reconnect).click();
    expect(await page.getByLabel(connectionText.otherPractice).count()).toBe(0);
    await throughXero();
    await page.waitForURL(/\/settings\/integrations\?connection=different-practice/);
    await page.getByText(outcomeText['different-practice'].words).waitFor();
    expect((await priya().connection()).state).toBe('disconnected');

    await button(page, connectionText.reconnect).click();
    await page.getByRole('dialog').getByText(connectionText.otherPracticeHelp).waitFor();
    await assertAccessible();
    await screenshot('connect-different-practice');
    await page.getByLabel(connectionText.otherPractice).check();
    await throughXero();
    await page.waitForURL(/\/clients\/manage\?connection=connected/);
    await card(page).getByText(HARBOUR.practice).waitFor();
    const connection = await priya().connection();
    await priya().ended(connection.currentSyncId ?? connection.lastSync?.syncId ?? '');
    const archived = (await priya().clients('status=archived')).map(({ clientId }) => clientId);
    expect(archived).toEqual(expect.arrayContaining(before.map(({ clientId }) => clientId)));
    await goTo('/clients?status=archived&limit=100');
    await page.getByRole('rowheader').getByRole('link', { name: before[0]!.name }).first().waitFor();
  });
});

describe('When nothing has synced for nearly as long as Xero keeps a grant', () => {
  it('admins read when it ends and what keeps it', async () => {
    const { page, goTo, assertAccessible } = await portal.visit({ as: PRIYA, device: 'phone' });
    // Seven weeks cannot be waited for: the API's answer is changed in that alone.
    await page.route('**/api/connection', async (route) => {
      const answer = await route.fetch();
      const connection = (await answer.json()) as { health: object };
      const health = {
        ...connection.health,
        grantUnusedUntil: '2027-03-05T00:30:00.000Z',
        warnings: ['GRANT_EXPIRES_SOON'],
      };
      await route.fulfill({ response: answer, json: { ...connection, health } });
    });
    await goTo('/settings/integrations');
    await card(page).getByText(connectionText.health.title).waitFor();
    const warning = card(page).getByText(connectionText.health.grantExpires);
    expect(await warning.textContent()).toContain('It ends on 5 Mar 2027');
    await assertAccessible();
    await page.unroute('**/api/connection');
  });
});

describe('When whoever connected has left', () => {
  it('the admins who are left are told, and where to mend it', async () => {
    const { users } = (await priya().call('GET', '/users')).body as {
      users: { userId: string; email: string }[];
    };
    const userId = (email: string) => users.find((each) => each.email === email)?.userId ?? '';
    await priya().call('PATCH', `/users/${userId(SIONE)}`, { body: { role: 'admin' } });
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ as: SIONE });
    const left = await portal
      .world()
      .as(SIONE)
      .call('DELETE', `/users/${userId(PRIYA)}`);
    expect(left.status).toBe(204);
    await goTo('/clients');
    await notices(page)
      .getByText(noticesText.titles['connection-owner-left'] ?? '')
      .waitFor();
    await notices(page).getByRole('link', { name: 'Open integrations' }).click();
    await card(page).getByText(connectionText.health.title).waitFor();
    await card(page).getByText(connectionText.health.ownerLeft('Priya Raman')).waitFor();
    await assertAccessible();
    await screenshot('integrations-owner-left');
    expect(new URL(page.url()).pathname).toBe('/settings/integrations');
    await expect
      .poll(() => card(page).getByRole('link', { name: 'Manage clients' }).count(), { timeout: PATIENCE_MS })
      .toBe(1);
  });
});
