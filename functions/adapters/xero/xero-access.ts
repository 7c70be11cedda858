import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { TokenCustody } from '#domain/connection/token-custody.ts';
import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import type { Clock, IdSource, Sleep } from '#domain/system.ts';
import { CachedSecret } from '../secrets-manager/secrets.ts';
import type { TokenItemStore } from '../tokens/ports.ts';
import { SecretTokenKeys, TokenKeySecretSchema } from '../tokens/token-keys.ts';
import { JoseTokenVault } from '../tokens/token-vault.ts';
import { XeroAppSchema, XeroNodeIdentity } from './identity.ts';

export interface XeroSettings {
  XERO_APP_SECRET_ARN: string;
  XERO_SCOPES: string;
  PORTAL_URL: string;
}

interface System {
  clock: Clock;
  ids: IdSource;
  sleep: Sleep;
}

/** Xero's OAuth side with the app's credentials from their secret. */
export function xeroIdentity(
  secrets: SecretsManagerClient,
  settings: XeroSettings,
  clock: Clock,
  deadlineMilliseconds?: number,
): XeroNodeIdentity {
  const app = new CachedSecret(secrets, settings.XERO_APP_SECRET_ARN, XeroAppSchema, clock);
  return new XeroNodeIdentity(
    app,
    {
      redirectUri: `${settings.PORTAL_URL}/api/oauth/xero/callback`,
      scopes: settings.XERO_SCOPES,
      ...(deadlineMilliseconds === undefined ? {} : { deadlineMilliseconds }),
    },
    clock,
  );
}

/** What every function needs that holds tokens and talks to Xero with them. */
export function xeroAccess(input: {
  secrets: SecretsManagerClient;
  items: TokenItemStore;
  settings: XeroSettings & { TOKEN_KEY_SECRET_ARN: string };
  system: System;
  deadlineMilliseconds?: number;
}): { vault: JoseTokenVault; identity: XeroNodeIdentity; custody: TokenCustody } {
  const { secrets, items, settings, system } = input;
  const { clock } = system;
  const identity = xeroIdentity(secrets, settings, clock, input.deadlineMilliseconds);
  const key = new CachedSecret(secrets, settings.TOKEN_KEY_SECRET_ARN, TokenKeySecretSchema, clock);
  const vault = new JoseTokenVault(items, new SecretTokenKeys(key));
  return { vault, identity, custody: makeTokenCustody({ vault, identity, ...system }) };
}
