import * as z from 'zod';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoOAuthTransactionRepository } from '#adapters/dynamodb/oauth-transaction-repository.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { CognitoTokenVerifier } from '#adapters/jwt/cognito-token-verifier.ts';
import { secretsManagerClient } from '#adapters/secrets-manager/secrets.ts';
import { systemClock, systemIds } from '#adapters/system/clock.ts';
import { xeroIdentity } from '#adapters/xero/xero-access.ts';
import { makeGate } from '#domain/access/gate.ts';
import { parseEnv } from '#runtime/env.ts';
import { httpEntry } from '#runtime/http.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  AUDIT_TABLE_NAME: z.string().min(1),
  XERO_APP_SECRET_ARN: z.string().min(1),
  XERO_SCOPES: z.string().min(1),
  PORTAL_URL: z.url(),
  USER_POOL_ID: z.string().min(1),
  USER_POOL_CLIENT_ID: z.string().min(1),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const documents = documentClient();
const connections = new DynamoConnectionRepository(documents, env.CONNECTIONS_TABLE_NAME);
const audit = new DynamoAuditLog(documents, env.AUDIT_TABLE_NAME);

export const handler = httpEntry(
  contract,
  makeHandler({
    connections,
    transactions: new DynamoOAuthTransactionRepository(documents, env.CONNECTIONS_TABLE_NAME),
    identity: xeroIdentity(secretsManagerClient(), env, systemClock),
    audit,
    clock: systemClock,
    ids: systemIds,
  }),
  makeGate({
    tokens: new CognitoTokenVerifier(env.USER_POOL_ID, env.USER_POOL_CLIENT_ID),
    users: new DynamoUserRepository(documents, env.RECORDS_TABLE_NAME),
    connections,
    audit,
    clock: systemClock,
  }),
);
