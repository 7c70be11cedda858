import * as z from 'zod';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { stepFunctionsClient } from '#adapters/step-functions/client.ts';
import { StepFunctionsSyncLauncher } from '#adapters/step-functions/sync-launcher.ts';
import { systemClock, systemIds } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { httpEntry } from '#runtime/http.ts';
import { measureEnd } from '#runtime/sync-metrics.ts';
import { GateEnvSchema, gateOf } from '../gate.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = GateEnvSchema.extend({
  SYNC_STATE_MACHINE_ARN: z.string().min(1),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const client = documentClient();

export const handler = httpEntry(
  contract,
  makeHandler({
    connections: new DynamoConnectionRepository(client, env.CONNECTIONS_TABLE_NAME),
    syncs: new DynamoSyncRepository(client, env.RECORDS_TABLE_NAME, measureEnd),
    launcher: new StepFunctionsSyncLauncher(stepFunctionsClient(), env.SYNC_STATE_MACHINE_ARN),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    clock: systemClock,
    ids: systemIds,
  }),
  gateOf(client, env),
);
