import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { encodeBase32, TOTP_STEP_MS, totp } from '../../totp.ts';
import { AwsError } from '../service.ts';
import type { Directory } from './directory.ts';
import { invalidParameter } from './operation.ts';
import type { User } from './pool.ts';

type CodeResult = { outcome: 'right'; step: number } | { outcome: 'wrong' } | { outcome: 'spent' };

/** A code of this, the last or the next 30 seconds, unless one of the same or a later step was taken before. */
export function checkCode(secret: string, code: string, lastStep: number, now: number): CodeResult {
  const current = Math.floor(now / TOTP_STEP_MS);
  const step = [current, current - 1, current + 1].find((near) => totp(secret, near * TOTP_STEP_MS) === code);
  if (step === undefined) return { outcome: 'wrong' };
  return step > lastStep ? { outcome: 'right', step } : { outcome: 'spent' };
}

export function codeAlreadyUsed(): AwsError {
  return new AwsError('ExpiredCodeException', 'Your software token has already been used once.');
}

export function associate(directory: Directory, user: User): string {
  const pending = encodeBase32(randomBytes(32));
  directory.note(user, { totp: { ...user.totp, pending } });
  return pending;
}

/** A right code makes the new secret the user's only one; which factor is asked for is set by the preference. */
export function verifyToken(directory: Directory, user: User, code: string): void {
  const { totp: token } = user;
  const secret = token.pending ?? token.secret;
  if (secret === null) {
    throw new AwsError('SoftwareTokenMFANotFoundException', 'Software token not found for the user.');
  }
  const lastStep = token.pending === null ? token.lastStep : 0;
  const result = checkCode(secret, code, lastStep, directory.now());
  if (result.outcome === 'spent') throw codeAlreadyUsed();
  if (result.outcome === 'wrong') throw new AwsError('EnableSoftwareTokenMFAException', 'Code mismatch');
  directory.note(user, { totp: { ...token, secret, pending: null, lastStep: result.step } });
}

const SettingSchema = z.object({
  Enabled: z.boolean().default(false),
  PreferredMfa: z.boolean().default(false),
});

export const preferenceShape = {
  SoftwareTokenMfaSettings: SettingSchema.optional(),
  SMSMfaSettings: SettingSchema.optional(),
  EmailMfaSettings: SettingSchema.optional(),
};

export function setPreference(
  directory: Directory,
  user: User,
  settings: z.output<z.ZodObject<typeof preferenceShape>>,
): void {
  if (settings.SMSMfaSettings?.Enabled || settings.EmailMfaSettings?.Enabled) {
    throw invalidParameter('This user pool allows software tokens only.');
  }
  const wanted = settings.SoftwareTokenMfaSettings;
  if (!wanted) return;
  if (wanted.Enabled && user.totp.secret === null) {
    throw invalidParameter('User has not verified software token mfa');
  }
  const preferred = wanted.Enabled && wanted.PreferredMfa;
  directory.update(user, { totp: { ...user.totp, enabled: wanted.Enabled, preferred } });
}

/** Both fields are left out, not empty, for a user without a factor. */
export function mfaFields({ totp: { enabled, preferred } }: User): Record<string, unknown> {
  return {
    ...(enabled ? { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] } : {}),
    ...(preferred ? { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' } : {}),
  };
}
