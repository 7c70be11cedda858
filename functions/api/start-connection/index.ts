import * as z from 'zod';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoOAuthTransactionRepository } from '#adapters/dynamodb/oauth-transaction-repository.ts';
import { secretsManagerClient } from '#adapters/secrets-manager/secrets.ts';
import { systemClock, systemIds } from '#adapters/system/clock.ts';
import { xeroIdentity } from '#adapters/xero/xero-access.ts';
import { parseEnv } from '#runtime/env.ts';
import { httpEntry } from '#runtime/http.ts';
import { GateEnvSchema, gateOf } from '../gate.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = GateEnvSchema.extend({
  XERO_APP_SECRET_ARN: z.string().min(1),
  XERO_SCOPES: z.string().min(1),
  PORTAL_URL: z.url(),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const documents = documentClient();

export const handler = httpEntry(
  contract,
  makeHandler({
    connections: new DynamoConnectionRepository(documents, env.CONNECTIONS_TABLE_NAME),
    transactions: new DynamoOAuthTransactionRepository(documents, env.CONNECTIONS_TABLE_NAME),
    identity: xeroIdentity(secretsManagerClient(), env, systemClock),
    audit: new DynamoAuditLog(documents, env.AUDIT_TABLE_NAME),
    clock: systemClock,
    ids: systemIds,
  }),
  gateOf(documents, env),
);
