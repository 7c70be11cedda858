import { fetchAuthSession, signOut as endSession } from 'aws-amplify/auth';
import { ApiError } from '../api/api-error.ts';

/** The current access token, renewed when it is about to end. Fails with `ApiError` 401 when nobody is signed in. */
export async function accessToken(): Promise<string> {
  const token = await currentToken(false);
  if (token === undefined)
    throw new ApiError(401, 'UNAUTHENTICATED', 'Sign in again to go on.', undefined, {});
  return token;
}

export async function isSignedIn(): Promise<boolean> {
  return (await currentToken(false)) !== undefined;
}

/** A new token that says what is true now, e.g. that MFA is on. */
export async function renewToken(): Promise<void> {
  await currentToken(true);
}

export async function signOut(): Promise<void> {
  await endSession();
}

async function currentToken(forceRefresh: boolean): Promise<string | undefined> {
  try {
    const { tokens } = await fetchAuthSession({ forceRefresh });
    return tokens?.accessToken.toString();
  } catch (error) {
    // Amplify throws when the refresh token is refused: the session is over, which is no failure of ours.
    if (error instanceof Error && error.name === 'NotAuthorizedException') return undefined;
    // All else passes: no network, too many requests, a moment's trouble at Cognito.
    const message =
      error instanceof Error && error.name === 'NetworkError'
        ? 'Sign-in cannot be reached. Check your internet connection and try again.'
        : 'Your session could not be renewed. Try again in a moment.';
    throw new ApiError(0, 'UNREACHABLE', message, undefined, {});
  }
}
