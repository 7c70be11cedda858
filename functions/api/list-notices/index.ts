import * as z from 'zod';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoDismissalRepository } from '#adapters/dynamodb/dismissal-repository.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { CognitoTokenVerifier } from '#adapters/jwt/cognito-token-verifier.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { makeGate } from '#domain/access/gate.ts';
import { parseEnv } from '#runtime/env.ts';
import { httpEntry } from '#runtime/http.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  AUDIT_TABLE_NAME: z.string().min(1),
  USER_POOL_ID: z.string().min(1),
  USER_POOL_CLIENT_ID: z.string().min(1),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const client = documentClient();
const connections = new DynamoConnectionRepository(client, env.CONNECTIONS_TABLE_NAME);
const users = new DynamoUserRepository(client, env.RECORDS_TABLE_NAME);

export const handler = httpEntry(
  contract,
  makeHandler({
    connections,
    dismissals: new DynamoDismissalRepository(client, env.RECORDS_TABLE_NAME),
    syncs: new DynamoSyncRepository(client, env.RECORDS_TABLE_NAME),
    users,
    clock: systemClock,
  }),
  makeGate({
    tokens: new CognitoTokenVerifier(env.USER_POOL_ID, env.USER_POOL_CLIENT_ID),
    users,
    connections,
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    clock: systemClock,
  }),
);
