import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { clientsText } from '../../portal/src/text/clients.ts';
import { noticesText } from '../../portal/src/text/notices.ts';
import { usePortal } from '../support/browser.ts';
import { HARBOUR } from '../support/local-run.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';

const portal = usePortal({ harbour: 12, rata: 3 });
const MERE = 'mere@harbour.example';
const AROHA = 'aroha@harbour.example';
const mere = () => portal.world().as(MERE);

const notices = (page: Page) => page.getByRole('region', { name: noticesText.region });
const bar = (page: Page, kind: string) =>
  notices(page).getByText(noticesText.titles[kind] ?? '', { exact: true });

beforeAll(async () => {
  await mere().connectAndSync(HARBOUR.partner);
});

describe('A running sync', () => {
  it('is a bar with its progress for everyone, also after a reload, and its end offers a fresh list', async () => {
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ as: AROHA });
    await goTo('/clients');
    await bar(page, 'sync-finished').waitFor();
    const refresh = page.getByRole('button', { name: noticesText.refreshList });
    expect(await refresh.count()).toBe(0);

    portal.world().xero.fault({ on: 'list', kind: '429-minute', retryAfter: 15 });
    portal.world().xero.upsertClient(HARBOUR.practice, { name: 'Aaa Kauri Holdings' });
    const syncId = await mere().startSync();
    await page.reload();
    await bar(page, 'sync-running').waitFor();
    await page.getByRole('progressbar', { name: noticesText.progressLabel }).waitFor();
    await screenshot('notices-sync-running-desktop');
    await assertAccessible();
    expect(await notices(page).getByRole('status').getByText('Sync running').count()).toBe(1);
    // Read while the sync runs, so that its end makes it old.
    await page.getByRole('table', { name: clientsText.table }).waitFor();
    await mere().ended(syncId);
    await bar(page, 'sync-finished').waitFor();
    await bar(page, 'sync-running').waitFor({ state: 'hidden' });
    await refresh.click();
    await page.getByText('Aaa Kauri Holdings').first().waitFor();
    await refresh.waitFor({ state: 'hidden' });
    await assertAccessible();
  });

  it('whose end is put away stays away for that user alone', async () => {
    const aroha = await portal.visit({ as: AROHA, device: 'phone' });
    await aroha.goTo('/clients');
    await bar(aroha.page, 'sync-finished').waitFor();
    await aroha.screenshot('notices-sync-finished-phone');
    const answered = aroha.page.waitForResponse(/\/dismiss$/);
    await aroha.page
      .getByRole('button', { name: noticesText.dismiss(noticesText.titles['sync-finished'] ?? '') })
      .click();
    expect((await answered).status()).toBe(204);
    await bar(aroha.page, 'sync-finished').waitFor({ state: 'hidden' });
    await aroha.page.reload();
    // The notices are read beside a visit's first page, and are there with it.
    await aroha.page.locator('h1').first().waitFor();
    expect(await bar(aroha.page, 'sync-finished').count()).toBe(0);
    expect(await portal.world().as(AROHA).notices()).toEqual([]);
    expect((await mere().notices()).map(({ kind }) => kind)).toEqual(['sync-finished']);
  });
});

describe('A sync that failed', () => {
  it('is told as an error, aloud at once, with what to do', async () => {
    portal.world().xero.fault({ on: 'list', kind: '401-scope', times: 20 });
    expect((await mere().syncNow('full')).status).toBe('failed');
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ as: AROHA, dark: true });
    await goTo('/clients');
    await bar(page, 'sync-failed').waitFor();
    expect(await page.locator('[aria-live="assertive"]').textContent()).toContain(
      noticesText.titles['sync-failed'],
    );
    await assertAccessible();
    await screenshot('notices-sync-failed-desktop-dark');
  });
});

describe('After disconnecting', () => {
  it('everyone reads who did it; admins have the way back', async () => {
    await mere().disconnect();
    const aroha = await portal.visit({ as: AROHA, device: 'phone', dark: true });
    await aroha.goTo('/clients');
    await notices(aroha.page).getByText("You've been disconnected from XPM", { exact: true }).waitFor();
    await notices(aroha.page).getByText('disconnected by Mere Tamihana').waitFor();
    expect(await notices(aroha.page).getByRole('link', { name: noticesText.reconnect }).count()).toBe(0);
    expect(await aroha.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await aroha.assertAccessible();
    await aroha.screenshot('notices-disconnected-phone-dark');

    const admin = await portal.visit({ as: MERE });
    await admin.goTo('/clients');
    const banner = notices(admin.page).getByText(noticesText.disconnectedTitle, { exact: true });
    await banner.waitFor();
    await admin.assertAccessible();
    await admin.screenshot('notices-disconnected-desktop');
    await notices(admin.page).getByRole('link', { name: noticesText.reconnect }).click();
    await expect
      .poll(() => admin.page.evaluate('location.pathname'), { timeout: PATIENCE_MS })
      .toBe('/settings/integrations');
  });
});
