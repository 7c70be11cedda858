import {
  confirmResetPassword,
  confirmSignIn,
  resetPassword,
  signIn as beginSignIn,
  type SignInOutput,
} from 'aws-amplify/auth';
import { signOut } from './session.ts';
import { problemOf } from './sign-in-problem.ts';

/** What the user pool asks for next. Anything but `signed-in` leaves the sign-in open for three minutes. */
export type SignInStep = 'signed-in' | 'code' | 'new-password' | 'reset-password';

/** E-mail address and password; the password itself never leaves the browser (SRP). Fails with Cognito's errors. */
export async function signIn(email: string, password: string): Promise<SignInStep> {
  const username = email.trim();
  try {
    return stepOf(await beginSignIn({ username, password }));
  } catch (error) {
    if (!isAlreadySignedIn(error)) throw error;
    // Tokens of a session that the API no longer takes.
    await signOut();
    return stepOf(await beginSignIn({ username, password }));
  }
}

/** The authenticator app's code, or the first password of one's own. */
export async function answerSignIn(challengeResponse: string): Promise<SignInStep> {
  return stepOf(await confirmSignIn({ challengeResponse }));
}

/** Has a code sent. Who is unknown, inactive or was only invited yet learns nothing else than all others. */
export async function requestPasswordCode(email: string): Promise<void> {
  try {
    await resetPassword({ username: email.trim() });
  } catch (error) {
    if (!isAboutTheUser(error)) throw error;
  }
}

/** Sets a new password with the code that was sent. Fails with Cognito's errors. */
export async function setPasswordWithCode(email: string, code: string, newPassword: string): Promise<void> {
  await confirmResetPassword({ username: email.trim(), confirmationCode: code, newPassword });
}

function stepOf({ isSignedIn, nextStep }: SignInOutput): SignInStep {
  if (isSignedIn) return 'signed-in';
  switch (nextStep.signInStep) {
    case 'CONFIRM_SIGN_IN_WITH_TOTP_CODE':
      return 'code';
    case 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED':
      return 'new-password';
    case 'RESET_PASSWORD':
      return 'reset-password';
    default:
      // The pool has no other factor.
      throw new Error(`An unknown step of signing in: ${nextStep.signInStep}`);
  }
}

function isAlreadySignedIn(error: unknown): boolean {
  return error instanceof Error && error.name === 'UserAlreadyAuthenticatedException';
}

function isAboutTheUser(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'InvalidParameterException' || ['inactive', 'wrong-password'].includes(problemOf(error))
  );
}
