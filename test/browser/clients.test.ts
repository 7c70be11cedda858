import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { clientText } from '../../portal/src/text/client.ts';
import { clientsText } from '../../portal/src/text/clients.ts';
import { commonText } from '../../portal/src/text/common.ts';
import { noticesText } from '../../portal/src/text/notices.ts';
import { usePortal } from '../support/browser.ts';
import { HARBOUR, RATA } from '../support/local-run.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';

const ADMIN = 'mere@harbour.example';
const MEMBER = 'aroha@harbour.example';
/** Of a practice without clients. */
const PRIYA = 'priya@rata.example';
const LOOKS = [
  { device: 'desktop', dark: false },
  { device: 'desktop', dark: true },
  { device: 'phone', dark: false },
  { device: 'phone', dark: true },
] as const;

const portal = usePortal({ harbour: 80, rata: 0 });

beforeAll(async () => {
  await portal.world().as(ADMIN).connectAndSync(HARBOUR.partner);
});

const table = (page: Page) => page.getByRole('table', { name: clientsText.table });
const names = (page: Page) => table(page).getByRole('rowheader').getByRole('link');
const search = (page: Page) => page.getByRole('searchbox', { name: clientsText.search });
const sideways = (page: Page) => page.evaluate('document.documentElement.scrollWidth - innerWidth');

/** The machine may be busy. */
const eventually = <T>(value: () => Promise<T>) => expect.poll(value, { timeout: PATIENCE_MS });

async function openList(as = ADMIN) {
  const visit = await portal.visit({ as });
  await visit.goTo('/clients');
  await table(visit.page).waitFor();
  await names(visit.page).first().waitFor();
  return visit;
}

describe('The clients of a connected firm', () => {
  it.each(LOOKS)('can be seen on a $device (dark: $dark), one of them too', async (look) => {
    const { page, goTo, screenshot, assertAccessible } = await portal.visit({ ...look, as: ADMIN });
    const looks = async (name: string) => {
      expect(await sideways(page)).toBeLessThanOrEqual(0);
      await assertAccessible();
      await screenshot(`${name}-${look.device}-${look.dark ? 'dark' : 'light'}`);
    };
    await goTo('/clients');
    const list = look.device === 'phone' ? page.getByRole('list', { name: clientsText.table }) : table(page);
    const first = list.getByRole('link').first();
    await first.waitFor();
    await page.getByRole('note').getByText(clientsText.viewOnly).waitFor();
    await looks('clients');
    const name = await first.innerText();
    await first.click();
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    await page.getByRole('note').getByText(clientText.viewOnlySynced).waitFor();
    await looks('client-profile');
    await page.getByRole('tab', { name: new RegExp(`^${clientText.contacts}`) }).click();
    await page.getByRole('tabpanel').waitFor();
    await looks('client-contacts');
  });

  it('are view-only: they are updated from XPM, and the list stays as it is until a fresh one is asked for', async () => {
    const { page } = await openList();
    expect(await page.getByRole('button', { name: clientsText.addClients }).count()).toBe(0);
    const refresh = page.getByRole('button', { name: noticesText.refreshList });
    const update = page.getByRole('button', { name: clientsText.updateFromXero });
    const aardvark = names(page).filter({ hasText: 'Aardvark' });
    const { xero } = portal.world();
    const { uuid } = xero
      .clients(HARBOUR.practice)
      .find(({ isArchived, isDeleted }) => !isArchived && !isDeleted)!;
    const updateAfterRenamingTo = async (name: string) => {
      xero.upsertClient(HARBOUR.practice, { uuid, name });
      const started = page.waitForResponse(/\/syncs$/);
      await update.click();
      await started;
      await update.waitFor({ state: 'hidden' });
      await update.waitFor();
    };
    expect(await refresh.count()).toBe(0);
    await updateAfterRenamingTo('Aardvark One Ltd');
    await refresh.waitFor();
    // Still that of before both, though the end of the first was known when the second began.
    await updateAfterRenamingTo('Aardvark Two Ltd');
    await refresh.waitFor();
    expect(await aardvark.count()).toBe(0);
    await refresh.click();
    await eventually(() => aardvark.allInnerTexts()).toEqual(['Aardvark Two Ltd']);
    await refresh.waitFor({ state: 'hidden' });

    await updateAfterRenamingTo('Aardvark Three Ltd');
    await refresh.waitFor();
    expect(await aardvark.allInnerTexts()).toEqual(['Aardvark Two Ltd']);
    // What is asked for afterwards is fresh.
    await search(page).fill('Aardvark');
    await eventually(() => names(page).allInnerTexts()).toEqual(['Aardvark Three Ltd']);
    await refresh.waitFor({ state: 'hidden' });
  });

  it('appear by themselves where there was nobody yet', async () => {
    const { page, goTo } = await portal.visit({ as: PRIYA });
    await portal.world().as(PRIYA).connectAndSync(RATA.partner);
    await goTo('/clients');
    await page.getByText(clientsText.emptyXpm).waitFor();
    portal.world().xero.upsertClient(RATA.practice, { name: 'Pukeko Orchards' });
    await portal.world().as(PRIYA).syncNow();
    await eventually(() => names(page).allInnerTexts()).toEqual(['Pukeko Orchards']);
  });

  it('are not updated by members unless the firm lets them', async () => {
    const { page } = await openList(MEMBER);
    await page.getByRole('note').getByText(clientsText.viewOnly).waitFor();
    expect(await page.getByRole('button', { name: clientsText.updateFromXero }).count()).toBe(0);
  });

  it('are searched while typing, with the search in the address', async () => {
    const { page } = await openList();
    const wanted = await names(page).nth(20).innerText();
    await search(page).pressSequentially(wanted);
    await eventually(async () => new Set(await names(page).allInnerTexts())).toEqual(new Set([wanted]));
    expect(new URL(page.url()).searchParams.get('search')).toBe(wanted.trim());
    await page.reload();
    await names(page).first().waitFor();
    expect(await search(page).inputValue()).toBe(wanted.trim());
    await search(page).fill('no such client anywhere');
    await page.getByRole('heading', { name: clientsText.noneFoundTitle }).waitFor();
    await page.getByRole('button', { name: clientsText.clearFilters }).click();
    await names(page).nth(24).waitFor();
    expect([await search(page).inputValue(), new URL(page.url()).search]).toEqual(['', '']);
  });

  it('are filtered by status and by what is missing', async () => {
    const { page } = await openList();
    const all = await portal.world().as(ADMIN).clients();
    const sorted = (rows: { name: string }[]) => rows.map(({ name }) => name).sort();
    const prospects = sorted(all.filter(({ status }) => status === 'prospect'));
    const gaps = sorted(all.filter(({ gap }) => gap === 'NO_EMAIL'));
    expect([prospects.length, gaps.length].every((count) => count > 0)).toBe(true);
    await page.getByRole('combobox', { name: commonText.rowsPerPage }).selectOption('100');
    await page
      .getByRole('combobox', { name: clientsText.status })
      .selectOption(clientsText.statuses.prospect);
    await eventually(async () => (await names(page).allInnerTexts()).sort()).toEqual(prospects);
    await page.getByRole('combobox', { name: clientsText.status }).selectOption(clientsText.statuses.current);
    await page.getByRole('combobox', { name: clientsText.gap }).selectOption(clientsText.gaps.NO_EMAIL);
    await eventually(async () => (await names(page).allInnerTexts()).sort()).toEqual(gaps);
    expect(await table(page).getByText(clientsText.gaps.NO_EMAIL, { exact: true }).count()).toBe(gaps.length);
  });

  it('come in pages, each row once', async () => {
    const { page } = await openList();
    const seen: string[] = [];
    for (let number = 1; ; number += 1) {
      await page.getByText(commonText.page(number), { exact: true }).waitFor();
      await eventually(() => table(page).locator('xpath=..').getAttribute('aria-busy')).toBe('false');
      const rows = await Promise.all((await names(page).all()).map((link) => link.getAttribute('href')));
      seen.push(...rows.map(String));
      const next = page.getByRole('button', { name: commonText.nextPage });
      if (await next.isDisabled()) break;
      await next.click();
    }
    const all = await portal.world().as(ADMIN).clients();
    expect(seen).toEqual(all.map(({ clientId }) => `/clients/${clientId}`));
    await page.getByRole('button', { name: commonText.previousPage }).click();
    await names(page).nth(24).waitFor();
  });

  it('are exported as CSV', async () => {
    const { page } = await openList(MEMBER);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: clientsText.exportCsv }).click();
    expect((await downloading).suggestedFilename()).toMatch(/^clients-\d{4}-\d\d-\d\d\.csv$/);
    await page.getByText(clientsText.exported).waitFor();
  });

  it('that cannot be loaded say why, and can be tried again', async () => {
    const { page, goTo, problems } = await portal.visit({ as: ADMIN });
    problems.tolerate(/status of 409/);
    const refusal = { error: { code: 'PLANTED', message: 'The list rests for a moment.', requestId: 'r-1' } };
    await page.route('**/api/clients?*', (route) => route.fulfill({ status: 409, json: refusal }));
    await goTo('/clients');
    await page.getByRole('alert').getByText('The list rests for a moment.').waitFor();
    await page.unroute('**/api/clients?*');
    expect(await table(page).count()).toBe(0);
    await page.getByRole('button', { name: commonText.tryAgain }).click();
    await names(page).first().waitFor();
  });
});

describe('A synced client', () => {
  it('shows whom to reach and leads to XPM; nothing in it can be changed', async () => {
    const { page, goTo } = await portal.visit({ as: ADMIN });
    const user = portal.world().as(ADMIN);
    const rows = await user.clients();
    const row = rows.find(({ primaryContact }) => primaryContact?.email !== undefined);
    const client = await user.client(row!.clientId);
    const primary = client.contacts.find(({ isPrimary }) => isPrimary)!;
    await goTo(`/clients/${client.clientId}`);
    const xpm = page.getByRole('link', { name: clientText.openInXpm });
    expect(await xpm.getAttribute('href')).toBe(client.webUrl);
    expect([await xpm.getAttribute('target'), await xpm.getAttribute('rel')]).toEqual([
      '_blank',
      expect.stringContaining('noopener'),
    ]);
    await page.getByRole('tab', { name: clientText.profile }).press('ArrowRight');
    await page.waitForURL(/tab=contacts/);
    const card = page.getByRole('listitem').filter({ hasText: clientText.primary });
    await card.getByRole('heading', { name: primary.name }).waitFor();
    expect(await card.getByRole('link', { name: primary.email! }).getAttribute('href')).toBe(
      `mailto:${primary.email!}`,
    );
    for (const name of [clientText.edit, clientText.archive, clientText.addContact]) {
      expect([name, await page.getByRole('button', { name }).count()]).toEqual([name, 0]);
    }
  });

  it('that there is none of says so', async () => {
    const { page, problems } = await portal.visit({ as: ADMIN });
    problems.tolerate(/status of 404/);
    await page.goto(`${portal.world().demo.portal}/clients/none`);
    await page.getByRole('alert').getByText('There is no such client.').waitFor();
    await page.getByRole('link', { name: clientText.back }).click();
    await names(page).first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/clients');
  });
});
