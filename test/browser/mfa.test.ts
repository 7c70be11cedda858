import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../local/demo/firms.ts';
import { totp } from '../../local/totp.ts';
import { commonText } from '../../portal/src/text/common.ts';
import { connectionText, outcomeText } from '../../portal/src/text/connection.ts';
import { mfaText } from '../../portal/src/text/mfa.ts';
import { signInText } from '../../portal/src/text/sign-in.ts';
import { usePortal, type Visit } from '../support/browser.ts';
import { RATA } from '../support/local-run.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';

const portal = usePortal({ harbour: 3, rata: 3 });
const [PRIYA, JACK, EMMA, NOAH] = ['priya', 'jack', 'emma', 'noah'].map((name) => `${name}@rata.example`) as [
  string,
  string,
  string,
  string,
];

const title = (page: Page, name: string) => page.getByRole('heading', { level: 2, name });
const path = (page: Page) => page.evaluate('location.pathname + location.search');
const at = (page: Page, expected: string) =>
  expect.poll(() => path(page), { timeout: PATIENCE_MS }).toBe(expected);

/** As a person does: the key into the app, the app's code into the page; that signs out, and in again with the app. */
async function setUp({ page, signIn, assertAccessible }: Visit, email: string): Promise<void> {
  await page.getByRole('button', { name: mfaText.setUp }).click();
  await page.getByRole('img', { name: mfaText.qrCode }).waitFor();
  const key = (await page.getByLabel(mfaText.keyLabel).textContent()) ?? '';
  expect(key).toMatch(/^([A-Z2-7]{4} )+[A-Z2-7]{1,4}$/);
  const secret = key.replaceAll(' ', '');
  const wrong = totp(secret, Date.now() + 3_600_000);
  await page.getByLabel(mfaText.code).fill(wrong);
  await page.getByRole('button', { name: mfaText.verify }).click();
  await page.getByRole('alert').filter({ hasText: 'The code is wrong or too old' }).waitFor();
  await page.getByText(mfaText.signsOut).waitFor();
  await page.getByLabel(mfaText.code).fill(totp(secret, Date.now()));
  await page.getByRole('button', { name: mfaText.verify }).click();
  await page.getByRole('alert').filter({ hasText: signInText.reasons['mfa-on'] }).waitFor();
  await assertAccessible();
  await signIn({ email, password: DEMO_PASSWORD, totpSecret: secret });
}

describe('Who wants a second factor', () => {
  it('sets it up with an app and switches it off again', async () => {
    const noah = await portal.visit();
    const { page, goTo, signIn, problems, assertAccessible, screenshot } = noah;
    problems.tolerate(/status of 400/);
    await goTo('/settings/mfa');
    await signIn(NOAH);
    await title(page, mfaText.offTitle).waitFor();
    await assertAccessible();
    await setUp(noah, NOAH);
    await at(page, '/settings/mfa');
    await title(page, mfaText.onTitle).waitFor();
    await screenshot('mfa-on-desktop');
    await assertAccessible();
    await page.getByRole('button', { name: mfaText.switchOff }).click();
    const dialog = page.getByRole('dialog', { name: mfaText.offQuestion });
    await dialog.getByText(mfaText.offConsequence).waitFor();
    await assertAccessible();
    await dialog.getByRole('button', { name: commonText.cancel }).click();
    await expect
      .poll(() => page.evaluate('document.activeElement.textContent'), { timeout: PATIENCE_MS })
      .toBe(mfaText.switchOff);
    await page.getByRole('button', { name: mfaText.switchOff }).click();
    await dialog.getByRole('button', { name: mfaText.switchOff }).click();
    await title(page, mfaText.offTitle).waitFor();
    // The token says so already: it can be set up again at once.
    await page.getByRole('button', { name: mfaText.setUp }).click();
    await page.getByLabel(mfaText.code).waitFor();
  });
});

describe('When somebody connects the practice', () => {
  it('an admin without MFA goes through Xero to the set-up, and on to the synced clients', async () => {
    const jack = await portal.visit();
    const { page, goTo, signIn, problems, assertAccessible, screenshot } = jack;
    problems.tolerate(/status of 40[03]/);
    await goTo('/clients/manage');
    await signIn(JACK);
    await page.getByRole('button', { name: connectionText.xeroSync }).click();
    await page.getByRole('heading', { name: connectionText.mfaTitle }).waitFor();
    await page.getByRole('button', { name: connectionText.connectFirst }).click();
    await page.getByText(connectionText.mfaAfterwards).waitFor();
    await page.getByRole('button', { name: commonText.continue, exact: true }).click();
    await page.getByLabel('Email address').fill(RATA.partner);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('button', { name: 'Allow access' }).click();
    await page.getByText(mfaText.connectedTitle).waitFor();
    await page.getByText(mfaText.connectedNext).waitFor();
    expect(await path(page)).toContain('/settings/mfa?connection=connected');
    await assertAccessible();
    await screenshot('mfa-after-connecting');
    await setUp(jack, JACK);
    await at(page, '/clients/manage?connection=connected');
    await page.getByText(outcomeText.connected.words).waitFor();
    const { currentSyncId, lastSync } = await portal.world().as(PRIYA).connection();
    await portal
      .world()
      .as(PRIYA)
      .ended(currentSyncId ?? lastSync?.syncId ?? '');
    const [first] = await portal.world().as(PRIYA).clients();
    await goTo('/clients');
    await page.getByRole('link', { name: first?.name ?? 'nobody', exact: true }).waitFor();
  });

  it('others are led to the set-up from wherever they are, told why, and back again', async () => {
    await portal.world().as(PRIYA).disconnect();
    const emma = await portal.visit({ device: 'phone', dark: true });
    emma.problems.tolerate(/status of 40[03]/);
    await emma.goTo('/syncs');
    await emma.signIn(EMMA);
    await emma.page.getByRole('button', { name: commonText.openNavigation }).waitFor();
    await portal.world().as(PRIYA).connect({ email: RATA.partner });
    await emma.page.getByText(mfaText.required).waitFor();
    await at(emma.page, '/settings/mfa?next=%2Fsyncs');
    expect(await emma.page.getByRole('button', { name: commonText.openNavigation }).count()).toBe(0);
    await emma.assertAccessible();
    expect(await emma.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await emma.screenshot('mfa-required-phone-dark');
    await emma.goTo('/clients');
    await at(emma.page, '/settings/mfa?next=%2Fclients');
    await setUp(emma, EMMA);
    await at(emma.page, '/clients');
    await emma.page.getByRole('button', { name: commonText.openNavigation }).waitFor();
  });

  it('who switches it off is warned of being restricted, and is so at once', async () => {
    const { page, goTo, signIn } = await portal.visit();
    await goTo('/settings/mfa');
    await signIn('sione@rata.example');
    await page.getByRole('button', { name: mfaText.switchOff }).click();
    const dialog = page.getByRole('dialog', { name: mfaText.offQuestion });
    await dialog.getByText(mfaText.offRestricts).waitFor();
    await dialog.getByRole('button', { name: mfaText.switchOff }).click();
    await page.getByText(mfaText.requiredTitle).waitFor();
    await goTo('/clients');
    await at(page, '/settings/mfa?next=%2Fclients');
  });
});
