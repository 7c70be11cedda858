import { randomInt } from 'node:crypto';
import { AwsError } from '../service.ts';
import type { PasswordPolicy } from './pool.ts';

const SETS = {
  lowercase: 'abcdefghijkmnopqrstuvwxyz',
  uppercase: 'ABCDEFGHJKLMNPQRSTUVWXYZ',
  numeric: '23456789',
  symbol: '!#$%*+-=?@_',
};

export function assertPassword(policy: PasswordPolicy, password: string): void {
  const rules: [boolean, string][] = [
    [password.length >= policy.minimumLength, 'Password not long enough'],
    [!policy.requireLowercase || /[a-z]/.test(password), 'Password must have lowercase characters'],
    [!policy.requireUppercase || /[A-Z]/.test(password), 'Password must have uppercase characters'],
    [!policy.requireNumbers || /[0-9]/.test(password), 'Password must have numeric characters'],
    // Cognito's list of symbols; a space inside counts, one at either end does not
    [
      !policy.requireSymbols || /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password.trim()),
      'Password must have symbol characters',
    ],
  ];
  const broken = rules.find(([kept]) => !kept);
  if (broken) {
    throw new AwsError('InvalidPasswordException', `Password did not conform with policy: ${broken[1]}`);
  }
}

/** One of each kind and then any, so that it meets whatever the pool demands. */
export function temporaryPassword(policy: PasswordPolicy): string {
  const all = Object.values(SETS).join('');
  const characters = Object.values(SETS).map(pick);
  while (characters.length < Math.max(policy.minimumLength, 12)) characters.push(pick(all));
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

function pick(set: string): string {
  return set.charAt(randomInt(set.length));
}
