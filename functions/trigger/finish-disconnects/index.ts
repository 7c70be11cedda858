import * as z from 'zod';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoTokenItemStore } from '#adapters/dynamodb/token-item-store.ts';
import { secretsManagerClient } from '#adapters/secrets-manager/secrets.ts';
import { sleep, systemClock, systemIds } from '#adapters/system/clock.ts';
import { xeroAccess } from '#adapters/xero/xero-access.ts';
import { parseEnv } from '#runtime/env.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  TOKEN_KEY_SECRET_ARN: z.string().min(1),
  XERO_APP_SECRET_ARN: z.string().min(1),
  XERO_SCOPES: z.string().min(1),
  PORTAL_URL: z.url(),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const documents = documentClient();
const xero = xeroAccess({
  secrets: secretsManagerClient(),
  items: new DynamoTokenItemStore(documents, env.CONNECTIONS_TABLE_NAME),
  settings: env,
  system: { clock: systemClock, ids: systemIds, sleep },
});

export const handler = task(
  contract,
  makeHandler({
    ...xero,
    connections: new DynamoConnectionRepository(documents, env.CONNECTIONS_TABLE_NAME),
    clock: systemClock,
  }),
);
