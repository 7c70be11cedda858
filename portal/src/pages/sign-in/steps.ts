/** Where a sign-in stands; only the first can be reached by an address. */
export type Step =
  | { kind: 'password'; said?: string }
  | { kind: 'code' }
  | { kind: 'first-password' }
  | { kind: 'forgotten'; said?: string }
  | { kind: 'reset' };
