import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { actInWords, auditText } from '../../portal/src/text/audit.ts';
import { commonText } from '../../portal/src/text/common.ts';
import { firmText } from '../../portal/src/text/firm.ts';
import { usePortal } from '../support/browser.ts';

const portal = usePortal({ harbour: 3, rata: 6 });
const PRIYA = 'priya@rata.example';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const fitsSideways = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= innerWidth');

describe('The firm’s settings', () => {
  it('change what was changed, and say so', async () => {
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ as: PRIYA });
    await goTo('/settings/firm');
    await page.getByLabel(firmText.name).waitFor();
    await assertAccessible();
    expect(await button(page, commonText.save).isDisabled()).toBe(true);

    await button(page, firmText.addTime).click();
    await button(page, commonText.save).click();
    await page.getByText(firmText.timeMissing).waitFor();
    await page.getByLabel(firmText.syncTime(3), { exact: true }).fill('12:30');
    await page.getByLabel(firmText.membersMaySync).check({ force: true });
    await button(page, commonText.save).click();
    await page.getByText(firmText.saved).waitFor();
    await screenshot('firm-desktop');

    const { body } = await portal.world().as(PRIYA).call('GET', '/firm');
    expect(body).toMatchObject({ syncTimes: ['06:00', '12:30', '18:00'], membersMaySync: true });
  });

  it('fit a phone in the dark', async () => {
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({
      as: PRIYA,
      device: 'phone',
      dark: true,
    });
    await goTo('/settings/firm');
    await page.getByLabel(firmText.name).waitFor();
    await assertAccessible();
    expect(await fitsSideways(page)).toBe(true);
    await screenshot('firm-phone-dark');
  });
});

describe('The audit', () => {
  it('says who did what, filtered by what and who', async () => {
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ as: PRIYA });
    await goTo('/settings/audit');
    const table = page.getByRole('table', { name: auditText.table });
    await table.getByText(actInWords('SIGNED_IN')).first().waitFor();
    await assertAccessible();
    await goTo('/settings/audit?action=FIRM_CHANGED');
    await table.getByText(actInWords('FIRM_CHANGED')).first().waitFor();
    expect(await table.getByText(actInWords('SIGNED_IN')).count()).toBe(0);
    await screenshot('audit-desktop');
    const download = page.waitForEvent('download');
    await button(page, auditText.export).click();
    expect((await download).suggestedFilename()).toBe('audit.csv');
  });

  it('fits a phone in the dark', async () => {
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({
      as: PRIYA,
      device: 'phone',
      dark: true,
    });
    await goTo('/settings/audit');
    await page.getByRole('table', { name: auditText.table }).waitFor();
    await assertAccessible();
    expect(await fitsSideways(page)).toBe(true);
    await screenshot('audit-phone-dark');
  });
});
