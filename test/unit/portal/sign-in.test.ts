import { describe, expect, it } from 'vitest';
import { signInSearch } from '../../../portal/src/app/search.ts';
import { isGoodPassword, isMet, PASSWORD_RULES } from '../../../portal/src/auth/password-rules.ts';
import { problemOf, type SignInProblem } from '../../../portal/src/auth/sign-in-problem.ts';
import { signInText } from '../../../portal/src/text/sign-in.ts';

const refusal = (name: string, message = '') => Object.assign(new Error(message), { name });

describe('A refused sign-in', () => {
  it.each<[string, string, SignInProblem]>([
    ['NotAuthorizedException', 'Incorrect username or password.', 'wrong-password'],
    ['UserNotFoundException', 'User does not exist.', 'wrong-password'],
    ['NotAuthorizedException', 'Password attempts exceeded', 'locked'],
    ['NotAuthorizedException', 'User is disabled.', 'inactive'],
    [
      'NotAuthorizedException',
      'Temporary password has expired and must be reset by an administrator.',
      'invitation-expired',
    ],
    ['NotAuthorizedException', 'Invalid session for the user, session is expired.', 'too-late'],
    ['CodeMismatchException', 'Invalid code received for user', 'wrong-code'],
    ['ExpiredCodeException', 'Your software token has already been used once.', 'used-code'],
    ['ExpiredCodeException', 'Invalid code provided, please request a code again.', 'expired-code'],
    ['LimitExceededException', 'Attempt limit exceeded, please try after some time.', 'locked'],
    ['InvalidPasswordException', 'Password did not conform with policy', 'weak-password'],
    ['NetworkError', 'A network error has occurred.', 'unreachable'],
    ['InternalErrorException', '', 'unexpected'],
  ])('%s (%s) is told as %s', (name, message, problem) => {
    expect(problemOf(refusal(name, message))).toBe(problem);
    expect(signInText.problems[problem]).toMatch(/\.$/);
  });

  it('is told the same whether the user is unknown or the password wrong', () => {
    expect(problemOf(refusal('UserNotFoundException'))).toBe(
      problemOf(refusal('NotAuthorizedException', 'Incorrect username or password.')),
    );
  });

  it('of an unknown kind is told as something unexpected', () => {
    expect(problemOf('a text')).toBe('unexpected');
  });
});

describe('The rules for passwords', () => {
  it.each([
    ['Portal-demo-2026!', []],
    ['Short-1!', ['length']],
    ['NO-LOWER-CASE-1', ['lower']],
    ['no-upper-case-1', ['upper']],
    ['No-digits-at-all', ['digit']],
    ['NoSymbolsAtAll1', ['symbol']],
    [' BlanksAround1 ', ['symbol']],
    ['Blanks Within 1', []],
    ['', [...PASSWORD_RULES]],
  ])('%j breaks %j', (password, broken) => {
    expect(PASSWORD_RULES.filter((rule) => !isMet(rule, password))).toEqual(broken);
    expect(isGoodPassword(password)).toBe(broken.length === 0);
  });
});

describe('Where a sign-in leads', () => {
  it.each(['/clients', '/settings/users?search=ada', '/syncs/1#top'])('may be %s', (next) => {
    expect(signInSearch({ next }).next).toBe(next);
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '', 7])(
    'is never %s',
    (next) => {
      expect(signInSearch({ next }).next).toBeUndefined();
    },
  );

  it('says why only in words of its own', () => {
    expect(signInSearch({ reason: 'ended' }).reason).toBe('ended');
    expect(signInSearch({ reason: 'mfa-on' }).reason).toBe('mfa-on');
    expect(signInSearch({ reason: '<b>you won</b>' }).reason).toBeUndefined();
  });
});
