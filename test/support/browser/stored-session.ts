import type { BrowserContextOptions } from 'playwright-core';
import type { SignedIn } from '../../../local/cognito-sign-in.ts';
import type { Demo } from '../../../local/demo/demo-file.ts';

/** What Amplify keeps of somebody who signed in: a browser with it is signed in from the start. */
export function storedSession(
  { portal, signIn: { clientId } }: Demo,
  email: string,
  { accessToken, idToken, refreshToken }: SignedIn,
): BrowserContextOptions['storageState'] {
  const of = `CognitoIdentityServiceProvider.${clientId}`;
  const items = {
    [`${of}.LastAuthUser`]: email,
    [`${of}.${email}.accessToken`]: accessToken,
    [`${of}.${email}.idToken`]: idToken,
    [`${of}.${email}.refreshToken`]: refreshToken,
    [`${of}.${email}.clockDrift`]: '0',
  };
  const localStorage = Object.entries(items).map(([name, value]) => ({ name, value }));
  return { cookies: [], origins: [{ origin: new URL(portal).origin, localStorage }] };
}
