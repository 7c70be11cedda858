import * as z from 'zod';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { stepFunctionsClient } from '#adapters/step-functions/client.ts';
import { StepFunctionsDispatcher } from '#adapters/step-functions/dispatcher.ts';
import { StepFunctionsSyncLauncher } from '#adapters/step-functions/sync-launcher.ts';
import { systemClock, systemIds } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { measureEnd } from '#runtime/sync-metrics.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  AUDIT_TABLE_NAME: z.string().min(1),
  SYNC_STATE_MACHINE_ARN: z.string().min(1),
  DISPATCH_STATE_MACHINE_ARN: z.string().min(1),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const client = documentClient();
const stepFunctions = stepFunctionsClient();

export const handler = task(
  contract,
  makeHandler({
    connections: new DynamoConnectionRepository(client, env.CONNECTIONS_TABLE_NAME),
    syncs: new DynamoSyncRepository(client, env.RECORDS_TABLE_NAME, measureEnd),
    launcher: new StepFunctionsSyncLauncher(stepFunctions, env.SYNC_STATE_MACHINE_ARN),
    dispatcher: new StepFunctionsDispatcher(stepFunctions, env.DISPATCH_STATE_MACHINE_ARN),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    clock: systemClock,
    ids: systemIds,
  }),
);
