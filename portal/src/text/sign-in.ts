import type { PasswordRule } from '../auth/password-rules.ts';
import type { SignInProblem } from '../auth/sign-in-problem.ts';

const problems: Record<SignInProblem, string> = {
  'wrong-password': 'The e-mail address or the password is wrong.',
  'wrong-code': 'The code is wrong. Type in the one that is shown now.',
  'used-code': 'This code was used already. Wait for the next one; it comes within 30 seconds.',
  'expired-code': 'The code is no longer valid. Ask for a new one.',
  locked: 'There were too many attempts. Wait a few minutes, then try again.',
  inactive: 'Your account is not active. Ask an admin of your firm.',
  'invitation-expired': 'Your temporary password has expired. Ask an admin of your firm to invite you again.',
  'too-late': 'That took too long. Sign in again from the beginning.',
  'weak-password': 'This password was refused. Choose another one that keeps to all rules.',
  unreachable: 'Sign-in cannot be reached. Check your internet connection and try again.',
  unexpected: 'Something unexpected happened. Try again in a moment.',
};

const rules: Record<PasswordRule, string> = {
  length: 'At least 12 characters',
  lower: 'A lower-case letter',
  upper: 'An upper-case letter',
  digit: 'A digit',
  symbol: 'A symbol, such as ! or %',
};

export const signInText = {
  title: 'Sign in',
  email: 'E-mail',
  password: 'Password',
  showPassword: 'Show the password',
  signIn: 'Sign in',
  forgot: 'Forgot your password?',
  emailMissing: 'Type in your e-mail address.',
  passwordMissing: 'Type in your password.',
  problemTitle: 'You are not signed in',
  problems,
  reasons: {
    ended: 'Your session has ended. Sign in again to go on where you were.',
    elsewhere: 'You signed out in another tab.',
    'mfa-on':
      'Multi-factor authentication is on, which signed you out everywhere. Sign in with your password and the next code of your app to go on.',
  },
  codeTitle: 'Enter your code',
  codeLead: 'Open your authenticator app and type in the code that it shows for this portal.',
  code: 'Six-digit code',
  codeMissing: 'Type in all six digits.',
  lostDevice: 'Lost your device? An admin of your firm can reset your multi-factor authentication.',
  verify: 'Verify',
  firstTitle: 'Choose your password',
  firstLead: 'Your temporary password has done its work. From now on you sign in with one of your own.',
  newPassword: 'New password',
  rulesLabel: 'Rules for the password',
  rules,
  met: 'met',
  notMet: 'not met yet',
  rulesNotMet: 'The password does not keep to all rules yet.',
  savePassword: 'Save and sign in',
  forgotTitle: 'Reset your password',
  forgotLead: 'We send a code to your e-mail address. With it you can choose a new password.',
  sendCode: 'Send the code',
  resetTitle: 'Choose a new password',
  resetLead: (email: string) =>
    `If ${email} belongs to an active account, a code is on its way there. It is valid for an hour.`,
  invitedHint: 'Never signed in yet? Use the temporary password of your invitation instead.',
  resetCode: 'Code from the e-mail',
  saveNewPassword: 'Save the new password',
  resetDone: 'Your password was changed. Sign in with the new one.',
  mustReset: 'Your password has to be changed before you can sign in. Ask for a code to choose a new one.',
  sendAgain: 'Send another code',
  sentAgain: 'Another code is on its way.',
  backToSignIn: 'Back to sign-in',
} as const;
