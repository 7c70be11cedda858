/** Amplify keeps who is signed in under `CognitoIdentityServiceProvider.<client>.LastAuthUser`, shared by all tabs. */
const USER_KEY = /^CognitoIdentityServiceProvider\..+\.LastAuthUser$/;

/** Calls back when another tab signs in, out, or somebody else in. */
export function onUserChangedElsewhere(changed: (user: string | undefined) => void): void {
  // The browser tells a tab only of what other tabs stored.
  window.addEventListener('storage', ({ key, oldValue, newValue }) => {
    if (key !== null && USER_KEY.test(key) && oldValue !== newValue) changed(newValue ?? undefined);
  });
}
