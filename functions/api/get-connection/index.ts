import * as z from 'zod';
import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoGrantAges } from '#adapters/dynamodb/grant-ages.ts';
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
const documents = documentClient();
const connections = new DynamoConnectionRepository(documents, env.CONNECTIONS_TABLE_NAME);
const users = new DynamoUserRepository(documents, env.RECORDS_TABLE_NAME);

export const handler = httpEntry(
  contract,
  makeHandler({
    connections,
    users,
    directory: new CognitoUserDirectory(cognitoClient(), env.USER_POOL_ID),
    grants: new DynamoGrantAges(documents, env.CONNECTIONS_TABLE_NAME),
    clock: systemClock,
  }),
  makeGate({
    tokens: new CognitoTokenVerifier(env.USER_POOL_ID, env.USER_POOL_CLIENT_ID),
    users,
    connections,
    audit: new DynamoAuditLog(documents, env.AUDIT_TABLE_NAME),
    clock: systemClock,
  }),
);
