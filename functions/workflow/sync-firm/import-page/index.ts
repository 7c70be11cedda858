import * as z from 'zod';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { DynamoChangePageRepository } from '#adapters/dynamodb/change-page-repository.ts';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoDuplicateRepository } from '#adapters/dynamodb/duplicate-repository.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  AUDIT_TABLE_NAME: z.string().min(1),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const dynamo = documentClient();

export const handler = task(
  contract,
  makeHandler({
    connections: new DynamoConnectionRepository(dynamo, env.CONNECTIONS_TABLE_NAME),
    clients: new DynamoClientRepository(dynamo, env.RECORDS_TABLE_NAME),
    duplicates: new DynamoDuplicateRepository(dynamo, env.RECORDS_TABLE_NAME),
    audit: new DynamoAuditLog(dynamo, env.AUDIT_TABLE_NAME),
    pages: new DynamoChangePageRepository(dynamo, env.RECORDS_TABLE_NAME),
    clock: systemClock,
  }),
);
