/** The pool's rules for passwords (`lib/identity.ts`), each shown as met or not while one is typed. */
export const PASSWORD_RULES = ['length', 'lower', 'upper', 'digit', 'symbol'] as const;
export type PasswordRule = (typeof PASSWORD_RULES)[number];

export const MINIMUM_LENGTH = 12;

const TESTS: Record<PasswordRule, (password: string) => boolean> = {
  length: (password) => password.length >= MINIMUM_LENGTH,
  lower: (password) => /[a-z]/.test(password),
  upper: (password) => /[A-Z]/.test(password),
  digit: (password) => /[0-9]/.test(password),
  // Cognito's list; a space counts within the password, not at either end.
  symbol: (password) => /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password.trim()),
};

export function isMet(rule: PasswordRule, password: string): boolean {
  return TESTS[rule](password);
}

export function isGoodPassword(password: string): boolean {
  return PASSWORD_RULES.every((rule) => isMet(rule, password));
}
