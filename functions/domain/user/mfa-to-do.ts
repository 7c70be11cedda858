import * as z from 'zod';

/** `sign-in-again`: MFA is on, but this sign-in is older than that. */
export const MfaToDoSchema = z.enum(['configure-mfa', 'sign-in-again']).nullable();
export type MfaToDo = z.infer<typeof MfaToDoSchema>;

export const MfaStateSchema = z.object({
  /** An authenticator app is switched on. */
  enabled: z.boolean(),
  /** The firm's connection demands it. */
  required: z.boolean(),
});

/**
 * What a user must do before anything else. Where nobody knows whether MFA is on (null), the page that configures it
 * says what is to be done.
 */
export function mfaToDo(mfa: {
  required: boolean;
  enabled: boolean | null;
  signedInWithMfa: boolean;
}): MfaToDo {
  if (!mfa.required || mfa.signedInWithMfa) return null;
  return mfa.enabled === true ? 'sign-in-again' : 'configure-mfa';
}
