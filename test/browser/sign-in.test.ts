import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../local/demo/firms.ts';
import { commonText } from '../../portal/src/text/common.ts';
import { signInText } from '../../portal/src/text/sign-in.ts';
import { usePortal } from '../support/browser.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';

const portal = usePortal({ harbour: 3, rata: 3 });
const EMMA = 'emma@rata.example';
const ZOE = 'zoe@rata.example';
const PRIYA = 'priya@rata.example';
const NEW_PASSWORD = 'Correct-horse-battery-9';

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const alert = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text });

async function typePassword(page: Page, email: string, password: string) {
  await page.getByLabel(signInText.email).fill(email);
  await page.getByLabel(signInText.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: signInText.signIn }).click();
}

/** What stands in the newest mail to somebody; the mail may be on its way still. */
async function inMail(email: string, pattern: RegExp): Promise<string> {
  const found = async () => pattern.exec((await portal.world().mailsTo(email))[0]?.text ?? '')?.[1] ?? '';
  await expect.poll(found, { timeout: PATIENCE_MS }).not.toBe('');
  return found();
}

const leave = async (page: Page, name: string) => {
  await page.getByRole('button', { name: commonText.account(name) }).click();
  await page.getByRole('menuitem', { name: commonText.signOut }).click();
  await heading(page, signInText.title).waitFor();
};

describe('Signing in', () => {
  it.each([
    { device: 'desktop', dark: false },
    { device: 'phone', dark: true },
  ] as const)('is for everyone on a $device (dark: $dark)', async (look) => {
    const { page, goTo, assertAccessible, screenshot } = await portal.visit(look);
    await goTo('/sign-in');
    await heading(page, signInText.title).waitFor();
    await page.getByRole('button', { name: signInText.signIn }).click();
    await page.getByText(signInText.emailMissing).waitFor();
    await page.getByText(signInText.passwordMissing).waitFor();
    await assertAccessible();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await screenshot(`sign-in-${look.device}`);
  });

  it('asks for the password and the code, and goes on where somebody wanted to go', async () => {
    const { page, goTo, signIn } = await portal.visit();
    await goTo('/syncs?status=failed');
    await heading(page, signInText.title).waitFor();
    await signIn(PRIYA);
    const path = async () => page.evaluate('location.pathname + location.search');
    await expect.poll(path, { timeout: PATIENCE_MS }).toBe('/syncs?status=failed');
    await goTo('/sign-in?next=/clients');
    await expect.poll(path, { timeout: PATIENCE_MS }).toBe('/clients');
  });

  it('says that a password or a code is wrong, and lets try again', async () => {
    const { page, goTo, problems, assertAccessible } = await portal.visit();
    problems.tolerate(/status of 400/);
    await goTo('/sign-in');
    await typePassword(page, PRIYA, 'Not-the-password-1');
    await alert(page, signInText.problems['wrong-password']).waitFor();
    await typePassword(page, 'nobody@rata.example', 'Not-the-password-1');
    await alert(page, signInText.problems['wrong-password']).waitFor();
    await typePassword(page, PRIYA, DEMO_PASSWORD);
    await heading(page, signInText.codeTitle).waitFor();
    await page.getByLabel(signInText.code).fill('12 34');
    await page.getByRole('button', { name: signInText.verify }).click();
    await page.getByText(signInText.codeMissing).waitFor();
    await page.getByLabel(signInText.code).fill('000 000');
    await page.getByRole('button', { name: signInText.verify }).click();
    await page.getByText(signInText.problems['wrong-code']).waitFor();
    await assertAccessible();
    await page.getByRole('button', { name: signInText.backToSignIn }).click();
    await heading(page, signInText.title).waitFor();
  });
});

describe('Whoever was invited', () => {
  it('chooses a password that keeps to the rules, each ticked off as it is met', async () => {
    await portal
      .world()
      .as(PRIYA)
      .call('POST', '/users', { body: { email: ZOE, name: 'Zoe Park', role: 'member' } });
    const password = await inMail(ZOE, /temporary password is (\S+?)\.?\s*$/);
    const { page, goTo, assertAccessible, screenshot } = await portal.visit({ device: 'phone' });
    await goTo('/sign-in');
    await typePassword(page, ZOE, password);
    await heading(page, signInText.firstTitle).waitFor();
    const field = page.getByLabel(signInText.newPassword, { exact: true });
    const met = page.getByText(`: ${signInText.met}`, { exact: true });
    await field.fill('correct-horse');
    expect(await met.count()).toBe(3);
    await page.getByRole('button', { name: signInText.savePassword }).click();
    await page.getByText(signInText.rulesNotMet).waitFor();
    await screenshot('first-password-phone');
    await assertAccessible();
    await field.fill(NEW_PASSWORD);
    expect(await met.count()).toBe(5);
    await page.getByRole('button', { name: signInText.savePassword }).click();
    await page.waitForURL(/\/clients$/);
  });

  it('is told when an admin ends the session, and that the account is not active any more', async () => {
    const { page, goTo, problems } = await portal.visit();
    problems.tolerate(/status of 40[01]/);
    await goTo('/sign-in');
    await typePassword(page, ZOE, NEW_PASSWORD);
    await page.waitForURL(/\/clients$/);
    const priya = portal.world().as(PRIYA);
    const users = (await priya.call('GET', '/users')).body;
    const { userId } = (users as { users: { userId: string; email: string }[] }).users.find(
      ({ email }) => email === ZOE,
    )!;
    await priya.call('PATCH', `/users/${userId}`, { body: { active: false } });
    await goTo('/syncs');
    await alert(page, signInText.reasons.ended).waitFor();
    expect(new URL(page.url()).searchParams.get('next')).toBe('/syncs');
    await typePassword(page, ZOE, NEW_PASSWORD);
    await alert(page, signInText.problems.inactive).waitFor();
  });
});

describe('A forgotten password', () => {
  it('is replaced with a code from an e-mail', async () => {
    const { page, goTo, problems, assertAccessible, screenshot } = await portal.visit();
    problems.tolerate(/status of 400/);
    await goTo('/sign-in');
    await page.getByLabel(signInText.email).fill(EMMA);
    await page.getByRole('button', { name: signInText.forgot }).click();
    await heading(page, signInText.forgotTitle).waitFor();
    expect(await page.getByLabel(signInText.email).inputValue()).toBe(EMMA);
    await assertAccessible();
    await page.getByRole('button', { name: signInText.sendCode }).click();
    await page.getByText(signInText.resetLead(EMMA)).waitFor();
    const code = await inMail(EMMA, /code is (\d{6})/);
    await page.getByLabel(signInText.resetCode).fill(code === '000000' ? '000001' : '000000');
    await page.getByLabel(signInText.newPassword, { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole('button', { name: signInText.saveNewPassword }).click();
    await alert(page, signInText.problems['wrong-code']).waitFor();
    await assertAccessible();
    await screenshot('reset-password-desktop');
    await page.getByLabel(signInText.resetCode).fill(code);
    await page.getByRole('button', { name: signInText.saveNewPassword }).click();
    await alert(page, signInText.resetDone).waitFor();
    await page.getByLabel(signInText.password, { exact: true }).fill(NEW_PASSWORD);
    await page.getByRole('button', { name: signInText.signIn }).click();
    await page.waitForURL(/\/clients$/);
    await leave(page, 'Emma Brooks');
  });

  it.each(['nobody@rata.example', 'ben@harbour.example'])(
    'tells who tries %s nothing about who has an account',
    async (email) => {
      const { page, goTo, problems } = await portal.visit();
      problems.tolerate(/status of 400/);
      await goTo('/sign-in');
      await page.getByRole('button', { name: signInText.forgot }).click();
      await page.getByLabel(signInText.email).fill(email);
      await page.getByRole('button', { name: signInText.sendCode }).click();
      await page.getByText(signInText.resetLead(email)).waitFor();
      expect(await page.getByRole('alert').textContent()).toBe('');
    },
  );
});

describe('Signing out', () => {
  it('is noticed in every other tab, and nothing of the user is left', async () => {
    const { page, goTo } = await portal.visit();
    await goTo('/sign-in');
    await typePassword(page, 'noah@rata.example', DEMO_PASSWORD);
    await page.waitForURL(/\/clients$/);
    const other = await page.context().newPage();
    await other.goto(`${portal.world().demo.portal}/syncs`);
    await other.getByRole('button', { name: commonText.account('Noah Kelly') }).waitFor();
    await leave(page, 'Noah Kelly');
    await alert(other, signInText.reasons.elsewhere).waitFor();
    await page.goBack();
    await heading(page, signInText.title).waitFor();
    expect(await page.getByText('Noah Kelly').count()).toBe(0);
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('accessToken');
  });

  it('is followed in other tabs by whoever signs in next', async () => {
    const { page, goTo } = await portal.visit();
    await goTo('/sign-in');
    const other = await page.context().newPage();
    await other.goto(`${portal.world().demo.portal}/sign-in?next=/syncs`);
    await heading(other, signInText.title).waitFor();
    await typePassword(page, 'noah@rata.example', DEMO_PASSWORD);
    await other.waitForURL(/\/syncs$/);
    await other.getByRole('button', { name: commonText.account('Noah Kelly') }).waitFor();
    expect(await heading(other, signInText.title).count()).toBe(0);
  });
});
