import * as z from 'zod';
import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoFirmEraser } from '#adapters/dynamodb/firm-eraser.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  AUDIT_TABLE_NAME: z.string().min(1),
  USER_POOL_ID: z.string().min(1),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const client = documentClient();

export const handler = task(
  contract,
  makeHandler({
    firms: new DynamoFirmRepository(client, env.RECORDS_TABLE_NAME),
    users: new DynamoUserRepository(client, env.RECORDS_TABLE_NAME),
    directory: new CognitoUserDirectory(cognitoClient(), env.USER_POOL_ID),
    connections: new DynamoConnectionRepository(client, env.CONNECTIONS_TABLE_NAME),
    eraser: new DynamoFirmEraser(client, env.RECORDS_TABLE_NAME, env.CONNECTIONS_TABLE_NAME),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    clock: systemClock,
  }),
);
