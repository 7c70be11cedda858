import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { commonText } from '../../portal/src/text/common.ts';
import { connectionText, outcomeText } from '../../portal/src/text/connection.ts';
import { integrationsText } from '../../portal/src/text/integrations.ts';
import { manageClientsText } from '../../portal/src/text/manage-clients.ts';
import { syncText } from '../../portal/src/text/sync.ts';
import { syncsText } from '../../portal/src/text/syncs.ts';
import { usePortal } from '../support/browser.ts';
import { HARBOUR } from '../support/local-run.ts';

const MERE = 'mere@harbour.example';
const AROHA = 'aroha@harbour.example';
const portal = usePortal({ harbour: 60, rata: 5 });

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const card = (page: Page) => page.getByRole('region', { name: connectionText.product });

async function openXeroSync(page: Page) {
  await button(page, connectionText.xeroSync).click();
  await page.getByRole('dialog').waitFor();
}

async function answerXero(page: Page, answer: 'Allow access' | 'Cancel') {
  await page.getByLabel('Email address').fill(HARBOUR.partner);
  await button(page, 'Log in').click();
  await button(page, answer).click();
}

async function hasNoSidewaysScroll(page: Page) {
  const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(wide)).toBe(0);
}

describe('connecting', () => {
  it('says whom it restricts, goes to Xero, and tells when access was not allowed', async () => {
    const { page, goTo, assertAccessible } = await portal.visit({ as: MERE });
    await goTo('/clients/manage');
    await card(page).getByText(connectionText.badges.never).waitFor();
    await openXeroSync(page);
    await page.getByText(connectionText.restrictedTitle(3)).waitFor();
    await page.getByText('Tom Whitfield').waitFor();
    await assertAccessible();
    await button(page, commonText.continue).click();
    await answerXero(page, 'Cancel');
    await page.waitForURL(/\/settings\/integrations\?connection=cancelled/);
    await page.getByText(outcomeText.cancelled.words).waitFor();
    await page.getByRole('status').getByRole('button', { name: commonText.close }).click();
    await page.waitForURL((url) => url.search === '');
  });

  it('comes back connected, and the first sync is shown until it is done', async () => {
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ as: MERE });
    await goTo('/settings/integrations');
    await button(page, connectionText.connect).click();
    await page.getByRole('dialog').getByRole('button', { name: commonText.continue, exact: true }).click();
    await answerXero(page, 'Allow access');
    await page.waitForURL(/\/clients\/manage\?connection=connected/);
    await page.getByText(outcomeText.connected.words).waitFor();
    await card(page).getByText(connectionText.badges.connected, { exact: true }).waitFor();
    await card(page).getByText('Mere Tamihana').waitFor();
    await assertAccessible();
    await screenshot('manage-clients');
    await card(page).getByRole('link', { name: manageClientsText.seeLastSync }).click();
    await page.getByText(syncText.outcomes.succeeded.title).waitFor();
    await assertAccessible();
    await screenshot('sync');
  });
});

describe('the history', () => {
  it('starts a sync at once, follows it, and leads to what it did', async () => {
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ as: MERE });
    await goTo('/syncs');
    const rows = page.getByRole('table', { name: syncsText.caption }).getByRole('row');
    await rows.nth(1).waitFor();
    const before = await rows.count();
    await button(page, syncsText.syncNow).click();
    await page.getByText(connectionText.syncStarted).waitFor();
    await expect.poll(() => rows.count(), { timeout: 60_000 }).toBe(before + 1);
    await rows.nth(1).getByText(syncsText.statuses.succeeded).waitFor();
    await assertAccessible();
    await screenshot('syncs');
  });

  it('is filtered from the address and saved as a file', async () => {
    const { page, goTo } = await portal.visit({ as: AROHA });
    await goTo('/syncs');
    await page.getByLabel(syncsText.filters.trigger).selectOption(syncsText.triggers.first);
    await page.waitForURL(/trigger=first/);
    const rows = page.getByRole('table', { name: syncsText.caption }).getByRole('row');
    await expect.poll(() => rows.count(), { timeout: 60_000 }).toBe(2);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      button(page, syncsText.download).click(),
    ]);
    expect(file.suggestedFilename()).toBe(syncsText.csvName);
    // Members start syncs only where their firm lets them.
    await expect.poll(() => button(page, syncsText.syncNow).count()).toBe(0);
  });

  it('fits a phone, in the dark, too', async () => {
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({
      as: MERE,
      device: 'phone',
      dark: true,
    });
    await goTo('/syncs');
    const list = page.getByRole('list', { name: syncsText.caption });
    await list.getByRole('link').first().waitFor();
    await hasNoSidewaysScroll(page);
    await assertAccessible();
    await screenshot('syncs-phone');
    await list.getByRole('link').first().click();
    await page.getByRole('heading', { name: syncText.facts.title }).waitFor();
    await hasNoSidewaysScroll(page);
    await assertAccessible();
  });
});

describe('a sync that fails', () => {
  it('says what happened and what to do', async () => {
    portal.world().xero.fault({ on: 'list', kind: 'status-error', times: 3 });
    const { page, goTo } = await portal.visit({ as: MERE });
    await goTo('/clients/manage');
    await openXeroSync(page);
    await page.getByLabel(connectionText.fullSyncLabel).check();
    await button(page, connectionText.syncNow).click();
    await page.getByText(connectionText.syncStarted).waitFor();
    await goTo('/syncs');
    await page.getByRole('row').filter({ hasText: syncsText.statuses.failed }).getByRole('link').click();
    await page.getByText(syncText.outcomes.failed.title).waitFor();
    expect(await page.getByRole('status').filter({ hasText: syncText.whatToDo }).count()).toBe(1);
    portal.world().xero.clearFaults();
  });
});

describe('held removals', () => {
  it('are listed and approved by an admin, who is told the number first', async () => {
    const { xero } = portal.world();
    const gone = xero.clients(HARBOUR.practice).slice(0, 25);
    gone.forEach(({ uuid }) => xero.removeClient(HARBOUR.practice, uuid));
    const held = await portal.world().as(MERE).syncNow('full');
    const count = held.counts.held;
    expect(count).toBeGreaterThan(20);
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ as: MERE });
    await goTo('/clients/manage');
    await page.getByRole('link', { name: manageClientsText.review }).last().click();
    await page.getByRole('table', { name: syncText.issues.held }).waitFor();
    expect(await page.getByRole('table').getByRole('row').count()).toBe(count + 1);
    await assertAccessible();
    await screenshot('held-removals');
    await button(page, syncText.removals.approve(count)).click();
    const dialog = page.getByRole('dialog', { name: syncText.removals.confirmTitle(count) });
    await dialog.getByRole('button', { name: syncText.removals.confirmLabel(count) }).click();
    await page.waitForURL((url) => url.pathname !== `/syncs/${held.syncId}`);
    await page.getByText(syncText.outcomes.succeeded.title).waitFor();
    await page.getByText(`${String(count)} archived.`, { exact: true }).waitFor();
  });
});

describe('disconnecting', () => {
  it('says what happens, and gives the focus back when it is thought better of', async () => {
    const { page, goTo, assertAccessible } = await portal.visit({ as: MERE });
    await goTo('/clients/manage');
    await openXeroSync(page);
    await button(page, connectionText.disconnect).click();
    const dialog = page.getByRole('dialog', { name: connectionText.disconnectTitle });
    await dialog.waitFor();
    await assertAccessible();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const focused = page.locator('button:focus');
    await expect.poll(() => focused.textContent(), { timeout: 60_000 }).toBe(connectionText.xeroSync);
  });

  it('ends the connection from Integrations, and clients can be imported again', async () => {
    const { page, goTo, screenshot } = await portal.visit({ as: MERE });
    await goTo('/settings/integrations');
    await button(page, connectionText.disconnect).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: connectionText.disconnect, exact: true })
      .click();
    await card(page).getByText(connectionText.badges.disconnected).waitFor();
    await card(page).getByText(connectionText.disconnectedHelp['disconnected-here']).waitFor();
    await button(page, connectionText.reconnect).waitFor();
    await screenshot('integrations-disconnected');
    expect(await card(page).getByRole('link', { name: integrationsText.history }).count()).toBe(1);
    await goTo('/clients/manage');
    await button(page, manageClientsText.importFile).click();
    await page.getByRole('dialog').waitFor();
  });
});
