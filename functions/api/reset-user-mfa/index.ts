import * as z from 'zod';
import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { DynamoOutbox } from '#adapters/dynamodb/outbox.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { httpEntry } from '#runtime/http.ts';
import { GateEnvSchema, gateOf } from '../gate.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = GateEnvSchema.extend({ PORTAL_URL: z.url() });
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const client = documentClient();

export const handler = httpEntry(
  contract,
  makeHandler({
    users: new DynamoUserRepository(client, env.RECORDS_TABLE_NAME),
    directory: new CognitoUserDirectory(cognitoClient(), env.USER_POOL_ID),
    firms: new DynamoFirmRepository(client, env.RECORDS_TABLE_NAME),
    outbox: new DynamoOutbox(client, env.RECORDS_TABLE_NAME),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    clock: systemClock,
    portalUrl: env.PORTAL_URL,
  }),
  gateOf(client, env),
);
