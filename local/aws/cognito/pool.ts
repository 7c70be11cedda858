import * as z from 'zod';
import type { StateStore } from '../../state-store.ts';
import type { InvokeFunction } from '../service.ts';

export interface ClientDefinition {
  clientId: string;
  accessTokenMinutes: number;
  /** Cognito's default of 60 where the template says nothing. */
  idTokenMinutes?: number;
  refreshTokenDays: number;
  /** As in the template: `ALLOW_USER_SRP_AUTH`, `ALLOW_REFRESH_TOKEN_AUTH`, … */
  explicitAuthFlows: string[];
  preventUserExistenceErrors: boolean;
}

export interface PasswordPolicy {
  minimumLength: number;
  requireLowercase: boolean;
  requireUppercase: boolean;
  requireNumbers: boolean;
  requireSymbols: boolean;
  /** Cognito's default of 7 where the template says nothing. */
  temporaryPasswordValidityDays?: number;
}

export interface PoolTriggers {
  preTokenGeneration?: string;
  preAuthentication?: string;
  postAuthentication?: string;
  customMessage?: string;
}

/** A pool that signs in by e-mail, MFA optional and TOTP only, without self sign-up or device tracking. */
export interface PoolDefinition {
  userPoolId: string;
  clients: ClientDefinition[];
  passwordPolicy: PasswordPolicy;
  triggers: PoolTriggers;
  /** Body and subject with Cognito's placeholders `{username}` and `{####}`. */
  inviteMessage: { subject: string; body: string };
  mailFrom?: string;
  /** Names without `custom:`. When given, any other custom attribute is refused as AWS would. */
  customAttributes?: string[];
}

export interface CognitoMail {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface CognitoOptions {
  state: StateStore;
  region: string;
  invoke: InvokeFunction;
  now?: () => number;
  sendMail: (mail: CognitoMail) => void;
}

export const UserSchema = z.object({
  poolId: z.string(),
  /** A UUID, which is the user name too: e-mail addresses are only aliases of it. */
  sub: z.string(),
  attributes: z.record(z.string(), z.string()),
  enabled: z.boolean(),
  status: z.enum(['FORCE_CHANGE_PASSWORD', 'CONFIRMED', 'RESET_REQUIRED']),
  createdAt: z.number(),
  modifiedAt: z.number(),
  salt: z.string(),
  verifier: z.string(),
  passwordSetAt: z.number(),
  failures: z.number(),
  lastFailureAt: z.number(),
  totp: z
    .object({
      secret: z.string().nullable(),
      /** Made by AssociateSoftwareToken; replaces `secret` once a code has proven it. */
      pending: z.string().nullable(),
      enabled: z.boolean(),
      preferred: z.boolean(),
      /** Last 30-second step a code was taken from: codes of it and of earlier ones are spent. */
      lastStep: z.number(),
    })
    .default({ secret: null, pending: null, enabled: false, preferred: false, lastStep: 0 }),
  resetCode: z.object({ hash: z.string(), expiresAt: z.number(), attempts: z.number() }).nullable(),
});
export type User = z.infer<typeof UserSchema>;

/** What one sign-in left behind: everything refreshed from it shares its `originJti`. */
export const GrantSchema = z.object({
  poolId: z.string(),
  sub: z.string(),
  clientId: z.string(),
  authTime: z.number(),
  refreshHash: z.string(),
  expiresAt: z.number(),
});
export type Grant = z.infer<typeof GrantSchema>;
