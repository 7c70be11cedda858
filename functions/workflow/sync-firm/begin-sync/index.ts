import * as z from 'zod';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { DynamoTokenItemStore } from '#adapters/dynamodb/token-item-store.ts';
import { secretsManagerClient } from '#adapters/secrets-manager/secrets.ts';
import { sleep, systemClock, systemIds } from '#adapters/system/clock.ts';
import { xeroAccess } from '#adapters/xero/xero-access.ts';
import { parseEnv } from '#runtime/env.ts';
import { measure } from '#runtime/metrics.ts';
import { measureEnd } from '#runtime/sync-metrics.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  AUDIT_TABLE_NAME: z.string().min(1),
  TOKEN_KEY_SECRET_ARN: z.string().min(1),
  XERO_APP_SECRET_ARN: z.string().min(1),
  XERO_SCOPES: z.string().min(1),
  PORTAL_URL: z.url(),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const documents = documentClient();
const system = { clock: systemClock, ids: systemIds, sleep };
const xero = xeroAccess({
  secrets: secretsManagerClient(),
  items: new DynamoTokenItemStore(documents, env.CONNECTIONS_TABLE_NAME),
  settings: env,
  system,
});

export const handler = task(
  contract,
  makeHandler(
    {
      ...xero,
      connections: new DynamoConnectionRepository(documents, env.CONNECTIONS_TABLE_NAME),
      firms: new DynamoFirmRepository(documents, env.RECORDS_TABLE_NAME),
      syncs: new DynamoSyncRepository(documents, env.RECORDS_TABLE_NAME, measureEnd),
      audit: new DynamoAuditLog(documents, env.AUDIT_TABLE_NAME),
      clock: systemClock,
    },
    (seconds) => {
      measure({ SecondsTillBegun: seconds });
    },
  ),
);
