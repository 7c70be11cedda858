import type { Page } from 'playwright-core';
import { TOTP_STEP_MS, totp } from '../../../local/totp.ts';
import { PATIENCE_MS } from '../portal-user.ts';

export interface Credentials {
  email: string;
  password: string;
  totpSecret?: string | null;
}

/** Found by what they are for, which password managers go by, too. */
const FIELD = {
  email: 'input[autocomplete~="username"]:visible',
  password: 'input[autocomplete~="current-password"]:visible',
  code: 'input[autocomplete~="one-time-code"]:visible',
};

/** Codes that were typed in already: each is good once. */
const used = new Set<string>();

/**
 * Signs in on the portal's page, with the authenticator's code if there is one; ends when the page is left. Calls
 * `onRefused` when Cognito refused a code, as it does where somebody else has just used it.
 */
export async function signInOn(
  page: Page,
  { email, password, totpSecret }: Credentials,
  onRefused: () => void,
): Promise<void> {
  await page.locator(FIELD.email).fill(email);
  await page.locator(FIELD.password).fill(password);
  await page.locator(FIELD.password).press('Enter');
  if (totpSecret) await typeCode(page, totpSecret, onRefused);
  await page.waitForURL((url) => url.pathname !== '/sign-in', { timeout: PATIENCE_MS });
}

/** Cognito takes the code of the next half minute, too, which helps whoever has just used the current one. */
async function typeCode(page: Page, secret: string, onRefused: () => void): Promise<void> {
  const field = page.locator(FIELD.code);
  await field.waitFor({ timeout: PATIENCE_MS });
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const now = Date.now();
    const code = [now, now + TOTP_STEP_MS].map((at) => totp(secret, at)).find((each) => !used.has(each));
    if (code === undefined) {
      await page.waitForTimeout(TOTP_STEP_MS - (now % TOTP_STEP_MS));
      continue;
    }
    used.add(code);
    await field.fill(code);
    await field.press('Enter');
    if (await isTaken(page)) return;
    onRefused();
  }
  throw new Error('No code of the authenticator was taken');
}

/** Whether the page was left; a refused code makes its field invalid, where others used it before. */
async function isTaken(page: Page): Promise<boolean> {
  const refused = page.locator(`${FIELD.code}[aria-invalid="true"]`);
  return Promise.race([
    page.waitForURL((url) => url.pathname !== '/sign-in', { timeout: PATIENCE_MS }).then(() => true),
    refused.waitFor({ timeout: PATIENCE_MS }).then(() => false),
  ]);
}
