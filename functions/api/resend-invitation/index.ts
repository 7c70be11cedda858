import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { httpEntry } from '#runtime/http.ts';
import { type GateEnv, GateEnvSchema, gateOf } from '../gate.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

export type Env = GateEnv;

const env = parseEnv(GateEnvSchema);
const client = documentClient();

export const handler = httpEntry(
  contract,
  makeHandler({
    users: new DynamoUserRepository(client, env.RECORDS_TABLE_NAME),
    directory: new CognitoUserDirectory(cognitoClient(), env.USER_POOL_ID),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    clock: systemClock,
  }),
  gateOf(client, env),
);
