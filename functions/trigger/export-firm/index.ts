import * as z from 'zod';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoFirmReader } from '#adapters/dynamodb/firm-reader.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({ RECORDS_TABLE_NAME: z.string().min(1), AUDIT_TABLE_NAME: z.string().min(1) });
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const client = documentClient();

export const handler = task(
  contract,
  makeHandler({
    reader: new DynamoFirmReader(client, env.RECORDS_TABLE_NAME),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    clock: systemClock,
  }),
);
