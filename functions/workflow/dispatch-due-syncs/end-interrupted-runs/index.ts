import * as z from 'zod';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { DynamoGrantAges } from '#adapters/dynamodb/grant-ages.ts';
import { DynamoOutbox } from '#adapters/dynamodb/outbox.ts';
import { DynamoRunWatch } from '#adapters/dynamodb/run-watch.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { measureEnd } from '#runtime/sync-metrics.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  AUDIT_TABLE_NAME: z.string().min(1),
  PORTAL_URL: z.url(),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const client = documentClient();

export const handler = task(
  contract,
  makeHandler({
    connections: new DynamoConnectionRepository(client, env.CONNECTIONS_TABLE_NAME),
    watch: new DynamoRunWatch(client, env.CONNECTIONS_TABLE_NAME),
    firms: new DynamoFirmRepository(client, env.RECORDS_TABLE_NAME),
    users: new DynamoUserRepository(client, env.RECORDS_TABLE_NAME),
    clients: new DynamoClientRepository(client, env.RECORDS_TABLE_NAME),
    syncs: new DynamoSyncRepository(client, env.RECORDS_TABLE_NAME, measureEnd),
    outbox: new DynamoOutbox(client, env.RECORDS_TABLE_NAME),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    grants: new DynamoGrantAges(client, env.CONNECTIONS_TABLE_NAME),
    clock: systemClock,
    portalUrl: env.PORTAL_URL,
  }),
);
