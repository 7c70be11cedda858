import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { clientText } from '../../portal/src/text/client.ts';
import { clientsText } from '../../portal/src/text/clients.ts';
import { commonText } from '../../portal/src/text/common.ts';
import { importText } from '../../portal/src/text/import-clients.ts';
import { usePortal } from '../support/browser.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';

/** A member of a firm that is not connected. */
const WHO = 'sione@rata.example';
const HEADER = 'Client Name,First Name,Last Name,Client Email,Client Phone';

const portal = usePortal({ harbour: 5, rata: 5 });

const dialog = (page: Page) => page.getByRole('dialog');
const addButton = (page: Page) => page.getByRole('button', { name: clientsText.addClients });
const field = (page: Page, name: string) => dialog(page).getByRole('textbox', { name, exact: true });
const focused = (page: Page) => page.evaluate('document.activeElement.textContent');

async function openFrom(page: Page, entry: string) {
  await addButton(page).click();
  await page.getByRole('menuitem', { name: entry }).click();
  await dialog(page).waitFor();
}

async function chooseFile(page: Page, name: string, text: string) {
  const buffer = Buffer.from(text);
  await dialog(page).locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
}

async function add(page: Page, name: string, contact?: { name: string; email: string }) {
  await openFrom(page, clientsText.addByHand);
  await field(page, clientsText.clientName).fill(name);
  if (contact !== undefined) {
    await field(page, clientsText.contactName).fill(contact.name);
    await field(page, clientsText.contactEmail).fill(contact.email);
  }
  await dialog(page).getByRole('button', { name: clientsText.add }).click();
}

describe('A client added by hand', () => {
  it('is asked for in a dialog that says what is missing, and gives focus back', async () => {
    const { page, goTo, assertAccessible } = await portal.visit({ as: WHO });
    await goTo('/clients');
    await page.getByRole('heading', { name: clientsText.emptyTitle }).waitFor();
    await openFrom(page, clientsText.addByHand);
    await dialog(page).getByRole('button', { name: clientsText.add }).click();
    await dialog(page).getByText(clientsText.problems.missing(clientsText.clientName)).waitFor();
    await assertAccessible();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await expect.poll(() => focused(page), { timeout: PATIENCE_MS }).toBe(clientsText.addClients);
  });

  it.each(['desktop', 'phone'] as const)('is changed, archived and restored on a %s', async (device) => {
    const { page, goTo, screenshot, assertAccessible } = await portal.visit({ as: WHO, device });
    await goTo('/clients');
    await add(page, `Kauri ${device}`, { name: 'Ann Bell', email: `ann@${device}.example` });
    await page.getByRole('heading', { level: 1, name: `Kauri ${device}` }).waitFor();
    await page.getByRole('button', { name: clientText.edit }).click();
    await field(page, clientText.details.name).fill(`Kauri & Sons ${device}`);
    await field(page, clientText.details.city).fill('Nelson');
    await dialog(page).getByRole('button', { name: commonText.save }).click();
    await page.getByRole('heading', { level: 1, name: `Kauri & Sons ${device}` }).waitFor();
    await page.getByText('Nelson').waitFor();
    await page.getByRole('button', { name: clientText.archive }).click();
    await assertAccessible();
    await dialog(page).getByRole('button', { name: clientText.archiveConfirm }).click();
    await page.getByText(clientText.viewOnlyArchived).waitFor();
    await screenshot(`client-archived-${device}`);
    await page.getByRole('button', { name: clientText.restore }).click();
    await page.getByRole('button', { name: clientText.archive }).waitFor();
    expect(await page.getByText(clientText.viewOnlyArchived).count()).toBe(0);
  });

  it('has one primary contact, whoever comes and goes', async () => {
    const { page, goTo, screenshot, assertAccessible } = await portal.visit({ as: WHO });
    const card = (name: string) => page.getByRole('listitem').filter({ hasText: name });
    const primary = () => page.getByRole('listitem').filter({ hasText: clientText.primary }).allInnerTexts();
    await goTo('/clients');
    await add(page, 'Rimu', { name: 'Ann Rimu', email: 'ann@rimu.example' });
    await page.getByRole('tab', { name: clientText.contactCount(1) }).click();
    await page.getByRole('button', { name: clientText.addContact }).click();
    await field(page, clientText.contactName).fill('Ben Rimu');
    await field(page, clientsText.email).fill('nobody');
    await dialog(page).getByRole('button', { name: commonText.save }).click();
    await dialog(page).getByText(clientsText.problems.email).waitFor();
    await assertAccessible();
    await field(page, clientsText.email).fill('ben@rimu.example');
    await dialog(page).getByRole('button', { name: commonText.save }).click();
    await card('Ben Rimu').waitFor();
    expect(await primary()).toEqual([expect.stringContaining('Ann Rimu')]);
    await page.getByRole('button', { name: clientText.makePrimaryOf('Ben Rimu') }).click();
    await page.getByRole('button', { name: clientText.makePrimaryOf('Ann Rimu') }).waitFor();
    expect(await primary()).toEqual([expect.stringContaining('Ben Rimu')]);
    await screenshot('client-contacts-editable');
    await page.getByRole('button', { name: clientText.removeContact('Ben Rimu') }).click();
    await dialog(page).getByText(clientText.removeNext('Ann Rimu')).waitFor();
    await dialog(page).getByRole('button', { name: clientText.removeConfirm }).click();
    await card('Ben Rimu').waitFor({ state: 'detached' });
    expect(await primary()).toEqual([expect.stringContaining('Ann Rimu')]);
  });

  it('that is there already leads to whom it is', async () => {
    const { page, goTo, problems } = await portal.visit({ as: WHO });
    problems.tolerate(/status of 409/);
    await goTo('/clients');
    await add(page, 'Tōtara');
    await page.getByRole('heading', { level: 1, name: 'Tōtara' }).waitFor();
    const { pathname } = new URL(page.url());
    await page.getByRole('link', { name: clientText.back }).click();
    await add(page, 'totara');
    await dialog(page).getByRole('alert').getByText('is in your client list already').waitFor();
    await dialog(page)
      .getByRole('link', { name: clientsText.showExisting('Tōtara') })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Tōtara' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(pathname);
  });
});

describe('A CSV file', () => {
  it('starts from a template', async () => {
    const { page, goTo } = await portal.visit({ as: WHO });
    await goTo('/clients');
    await openFrom(page, clientsText.importCsv);
    const downloading = page.waitForEvent('download');
    await dialog(page).getByRole('button', { name: importText.template }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe(importText.templateName);
    expect(readFileSync(await download.path(), 'utf8').replace(/^\uFEFF/, '')).toMatch(
      new RegExp(`^${HEADER}\\s*$`),
    );
  });

  it('that is none is refused at once, one with other columns in the words of the API', async () => {
    const { page, goTo, problems, assertAccessible } = await portal.visit({ as: WHO });
    problems.tolerate(/status of 400/);
    await goTo('/clients');
    await openFrom(page, clientsText.importCsv);
    await chooseFile(page, 'clients.xlsx', 'PK');
    await dialog(page).getByRole('alert').getByText(importText.problems.workbook).waitFor();
    await chooseFile(page, 'other.csv', 'Name,Mail\nA,b@c.nz');
    await dialog(page).getByRole('alert').getByText('The first row must be').waitFor();
    await assertAccessible();
    expect(await dialog(page).getByRole('alert').count()).toBe(1);
  });

  it.each(['desktop', 'phone'] as const)('shows on a %s what it will do, and does that', async (device) => {
    const { page, goTo, screenshot, assertAccessible } = await portal.visit({ as: WHO, device });
    const stored = async () => (await portal.world().as(WHO).clients(`search=${device} row`)).length;
    const good = Array.from(
      { length: 60 },
      (_, index) => `${device} row ${String(index)},Ann,Bee,a${String(index)}@${device}.example,`,
    );
    const file = [HEADER, ...good, `${device} row x,Ann,Bee,no-address,`].join('\n');
    await goTo('/clients');
    await openFrom(page, clientsText.importCsv);
    await chooseFile(page, 'firm.csv', file);
    const heading = dialog(page).getByRole('heading', { name: importText.previewTitle('firm.csv') });
    await heading.waitFor();
    expect(await focused(page)).toBe(importText.previewTitle('firm.csv'));
    const rows = dialog(page).getByRole('table', { name: importText.table }).getByRole('row');
    expect(await rows.nth(1).innerText()).toMatch(/^62\s+\w+ row x\s+Client Email is not an e-mail address/);
    await dialog(page)
      .getByText(importText.shownRows(1, 50, 61))
      .waitFor();
    await dialog(page).getByText(importText.counted(importText.plannedOutcomes.skipped, 1)).click();
    await dialog(page)
      .getByText(importText.shownRows(1, 1, 1))
      .waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await assertAccessible();
    await screenshot(`import-preview-${device}`);
    expect(await stored()).toBe(0);
    await dialog(page)
      .getByRole('button', { name: importText.import(60) })
      .click();
    await dialog(page).getByRole('heading', { name: importText.resultTitle }).waitFor();
    await dialog(page).getByText(importText.someSkipped(1)).waitFor();
    await assertAccessible();
    await screenshot(`import-result-${device}`);
    expect(await stored()).toBe(60);
    await dialog(page).getByRole('button', { name: importText.anotherFile }).click();
    await chooseFile(page, 'firm.csv', file);
    await dialog(page).getByText(importText.nothingToDo).waitFor();
    await dialog(page).getByRole('button', { name: commonText.close }).click();
    await page.getByRole('searchbox', { name: clientsText.search }).fill(`${device} row 0`);
    await page.getByRole('link', { name: `${device} row 0`, exact: true }).waitFor();
  });
});
