import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../local/demo/firms.ts';
import { commonText } from '../../portal/src/text/common.ts';
import { signInText } from '../../portal/src/text/sign-in.ts';
import { usersText } from '../../portal/src/text/users.ts';
import { usePortal, type VisitOptions } from '../support/browser.ts';
import { PATIENCE_MS } from '../support/portal-user.ts';

const portal = usePortal({ harbour: 3, rata: 3 });
const PRIYA = 'priya@rata.example';
const ZOE = 'zoe@rata.example';
/** SES's own address for trying out bounces. */
const BOUNCING = 'bounce+lane@simulator.amazonses.com';

async function open(options: VisitOptions = {}) {
  const visit = await portal.visit({ as: PRIYA, ...options });
  await visit.goTo('/settings/users');
  await visit.page.getByText(PRIYA).waitFor();
  return visit;
}

const row = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name });
const said = (page: Page, words: string) => page.getByText(words, { exact: true });

async function choose(page: Page, name: string, action: string) {
  await page.getByRole('button', { name: usersText.actionsFor(name) }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

async function mailed(email: string, pattern: RegExp): Promise<void> {
  const subjects = async () => (await portal.world().mailsTo(email)).map(({ subject }) => subject).join('\n');
  await expect.poll(subjects, { timeout: PATIENCE_MS }).toMatch(pattern);
}

describe('The users of a firm', () => {
  it('are listed with role, MFA, last sign-in and status, and found by name or e-mail', async () => {
    const { page, assertAccessible, screenshot } = await open();
    const table = page.getByRole('table', { name: usersText.tableLabel });
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      usersText.name,
      usersText.role,
      usersText.mfa,
      usersText.lastSignIn,
      usersText.status,
      usersText.actions,
    ]);
    expect(await row(page, 'Priya Raman').textContent()).toMatch(
      new RegExp(`${usersText.you}.*${usersText.roles.admin}.*${usersText.mfaOn}.*${usersText.active}`),
    );
    expect(await row(page, 'Noah Kelly').textContent()).toMatch(
      new RegExp(`${usersText.roles.member}.*${usersText.mfaOff}.*${usersText.never}.*${usersText.invited}`),
    );
    expect(await page.getByText(/of \d+ seats used/).count()).toBe(1);
    await assertAccessible();
    await screenshot('users-desktop');
    await page.getByLabel(usersText.search).fill('kelly');
    await expect.poll(() => page.getByRole('row').count(), { timeout: PATIENCE_MS }).toBe(2);
    expect(await page.evaluate('location.search')).toBe('?search=kelly');
    await page.getByLabel(usersText.search).fill('nobody at all');
    await page.getByRole('heading', { name: usersText.noneTitle }).waitFor();
    await page.getByRole('main').getByRole('button', { name: usersText.clearSearch }).last().click();
    await row(page, 'Noah Kelly').waitFor();
  });

  it('of whom one cannot be reached by e-mail are marked so', async () => {
    const priya = portal.world().as(PRIYA);
    const invited = await priya.call('POST', '/users', {
      body: { email: BOUNCING, name: 'Zoë Lane', role: 'member' },
    });
    const { userId } = invited.body as { userId: string };
    // Cognito itself sends invitations; ours are the ones that are followed.
    await priya.call('POST', `/users/${userId}/mfa-reminder`);
    const problem = async () => {
      const { users } = (await priya.call('GET', '/users')).body as {
        users: { userId: string; mailProblem: { kind: string } | null }[];
      };
      return users.find((each) => each.userId === userId)?.mailProblem?.kind;
    };
    await expect.poll(problem, { timeout: PATIENCE_MS }).toBe('bounce');
    const { page, assertAccessible, screenshot } = await open();
    await row(page, BOUNCING).getByText(usersText.mailProblems.bounce).waitFor();
    expect(await page.getByText(usersText.mailProblems.bounce).count()).toBe(1);
    await assertAccessible();
    await screenshot('users-bounced');
    expect((await priya.call('DELETE', `/users/${userId}`)).status).toBe(204);
  });

  it('are cards on a phone, also in the dark', async () => {
    const { page, assertAccessible, screenshot } = await open({ device: 'phone', dark: true });
    const cards = page.getByRole('list', { name: usersText.tableLabel }).getByRole('listitem');
    expect(await cards.count()).toBe(5);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await assertAccessible();
    await screenshot('users-phone-dark');
    await page.getByRole('button', { name: usersText.invite }).click();
    await page.getByRole('dialog', { name: usersText.inviteTitle }).waitFor();
    await assertAccessible();
    await screenshot('users-invite-phone-dark');
  });
});

describe('An admin', () => {
  it('invites somebody once, and sends the invitation again', async () => {
    const { page, problems, assertAccessible } = await open();
    problems.tolerate(/status of 4(09|29)/);
    await page.getByRole('button', { name: usersText.invite }).click();
    const dialog = page.getByRole('dialog', { name: usersText.inviteTitle });
    await dialog.getByRole('button', { name: usersText.sendInvitation }).click();
    await dialog.getByText(usersText.nameMissing).waitFor();
    await dialog.getByText(usersText.emailWrong).waitFor();
    await dialog.getByLabel(usersText.name).fill('Zoe Park');
    await dialog.getByLabel(usersText.email).fill('noah@rata.example');
    await dialog.getByRole('button', { name: usersText.sendInvitation }).click();
    await dialog.getByText(usersText.emailTaken).waitFor();
    await assertAccessible();
    await dialog.getByLabel(usersText.email).fill(ZOE);
    await dialog.getByRole('button', { name: usersText.sendInvitation }).dblclick();
    await said(page, usersText.invitationSent(ZOE)).waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await mailed(ZOE, /./);
    await choose(page, 'Zoe Park', usersText.resend);
    await said(page, usersText.resent(ZOE)).waitFor();
    await choose(page, 'Zoe Park', usersText.resend);
    await page.getByRole('alert').filter({ hasText: 'within the last minute' }).waitFor();
    expect(await portal.world().mailsTo(ZOE)).toHaveLength(2);
  });

  it('changes name and role, deactivates, activates and removes; the focus comes back each time', async () => {
    const { page, assertAccessible } = await open();
    await choose(page, 'Noah Kelly', usersText.edit);
    const edit = page.getByRole('dialog', { name: usersText.editTitle('Noah Kelly') });
    await edit.getByLabel(usersText.name).fill('Noah Kelly-Smith');
    await edit.getByRole('radio', { name: usersText.roles.admin }).check();
    await assertAccessible();
    await edit.getByRole('button', { name: commonText.save }).click();
    await said(page, usersText.saved).waitFor();
    await expect
      .poll(() => row(page, 'Noah Kelly-Smith').textContent(), { timeout: PATIENCE_MS })
      .toContain(usersText.roles.admin);

    await choose(page, 'Noah Kelly-Smith', usersText.deactivate);
    const question = page.getByRole('dialog', { name: usersText.deactivateTitle('Noah Kelly-Smith') });
    await question.getByText(usersText.deactivateWords).waitFor();
    await page.keyboard.press('Escape');
    await expect
      .poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")'), {
        timeout: PATIENCE_MS,
      })
      .toBe(usersText.actionsFor('Noah Kelly-Smith'));
    await choose(page, 'Noah Kelly-Smith', usersText.deactivate);
    await question.getByRole('button', { name: usersText.deactivate }).click();
    await row(page, 'Noah Kelly-Smith').getByText(usersText.inactive).waitFor();
    await assertAccessible();

    await choose(page, 'Noah Kelly-Smith', usersText.activate);
    await page.getByRole('dialog').getByRole('button', { name: usersText.activate }).click();
    await row(page, 'Noah Kelly-Smith').getByText(usersText.inactive).waitFor({ state: 'hidden' });

    await choose(page, 'Noah Kelly-Smith', usersText.remove);
    await page.getByRole('dialog').getByRole('button', { name: usersText.remove }).click();
    await said(page, usersText.removed('Noah Kelly-Smith')).waitFor();
    await row(page, 'Noah Kelly-Smith').waitFor({ state: 'hidden' });
    expect(await row(page, 'Noah').count()).toBe(0);
  });

  it('reminds of MFA once an hour and resets that of a lost device', async () => {
    const emma = await portal.visit();
    await emma.goTo('/sign-in');
    await emma.signIn({ email: 'emma@rata.example', password: DEMO_PASSWORD });
    const { page, problems } = await open();
    problems.tolerate(/status of 429/);
    await choose(page, 'Emma Brooks', usersText.remind);
    await said(page, usersText.reminded('emma@rata.example')).waitFor();
    await mailed('emma@rata.example', /Set up multi-factor authentication/);
    await choose(page, 'Emma Brooks', usersText.remind);
    await page.getByRole('alert').filter({ hasText: 'within the last hour' }).waitFor();
    await choose(page, 'Sione', usersText.resetMfa);
    const question = page.getByRole('dialog');
    await question.getByText(usersText.resetWords).waitFor();
    await question.getByRole('button', { name: usersText.resetMfa }).click();
    await row(page, 'Sione').getByText(usersText.mfaOff, { exact: true }).waitFor();
    expect(await row(page, 'Sione').getByText(usersText.mfaOn, { exact: true }).count()).toBe(0);
  });

  it('is warned before locking themselves out, and led out when they do', async () => {
    const jack = await portal.visit();
    jack.problems.tolerate(/status of 401/);
    await jack.goTo('/settings/users');
    await jack.signIn({ email: 'jack@rata.example', password: DEMO_PASSWORD });
    const { page } = jack;
    await choose(page, 'Jack Olsen', usersText.edit);
    await page.getByRole('radio', { name: usersText.roles.member }).check();
    await page.getByText(usersText.ownRole).waitFor();
    await page.getByRole('button', { name: usersText.giveUp }).waitFor();
    await page.keyboard.press('Escape');
    await choose(page, 'Jack Olsen', usersText.deactivate);
    const question = page.getByRole('dialog', { name: usersText.deactivateOwnTitle });
    await question.getByText(usersText.deactivateOwnWords).waitFor();
    await question.getByRole('button', { name: usersText.deactivate }).click();
    await page.getByRole('heading', { level: 1, name: signInText.title }).waitFor();
    const why = page.getByRole('alert').filter({ hasText: signInText.reasons.ended });
    await why.waitFor();
    expect(await page.evaluate('location.search')).toContain('next=%2Fsettings%2Fusers');
  });
});

describe('A member', () => {
  it('does not come here', async () => {
    const { page, goTo, signIn } = await portal.visit();
    await goTo('/settings/users');
    await signIn({ email: 'emma@rata.example', password: DEMO_PASSWORD });
    await expect.poll(() => page.evaluate('location.pathname'), { timeout: PATIENCE_MS }).toBe('/clients');
  });
});
