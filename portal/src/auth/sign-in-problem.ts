/** Why a step of signing in did not succeed; its words are `signInText.problems`. */
export type SignInProblem =
  | 'wrong-password'
  | 'wrong-code'
  | 'used-code'
  | 'expired-code'
  | 'locked'
  | 'inactive'
  | 'invitation-expired'
  | 'too-late'
  | 'weak-password'
  | 'unreachable'
  | 'unexpected';

/**
 * Reads an error of Cognito or Amplify. Cognito tells several causes apart by its message alone, all of them named
 * `NotAuthorizedException`.
 */
export function problemOf(error: unknown): SignInProblem {
  if (!(error instanceof Error)) return 'unexpected';
  const { name, message } = error;
  switch (name) {
    case 'NotAuthorizedException':
      return notAuthorized(message);
    // A user who is unknown and one whose password is wrong are told the same.
    case 'UserNotFoundException':
      return 'wrong-password';
    case 'CodeMismatchException':
    case 'EnableSoftwareTokenMFAException':
      return 'wrong-code';
    case 'ExpiredCodeException':
      return /already been used/i.test(message) ? 'used-code' : 'expired-code';
    case 'LimitExceededException':
    case 'TooManyRequestsException':
    case 'TooManyFailedAttemptsException':
      return 'locked';
    case 'InvalidPasswordException':
    case 'PasswordHistoryPolicyViolationException':
      return 'weak-password';
    // Amplify forgets a sign-in in progress after three minutes.
    case 'SignInException':
      return 'too-late';
    case 'NetworkError':
    case 'TimeoutError':
      return 'unreachable';
    default:
      return 'unexpected';
  }
}

function notAuthorized(message: string): SignInProblem {
  if (/attempts exceeded/i.test(message)) return 'locked';
  if (/disabled/i.test(message)) return 'inactive';
  if (/temporary password has expired/i.test(message)) return 'invitation-expired';
  if (/session/i.test(message)) return 'too-late';
  return 'wrong-password';
}
