import * as z from 'zod';
import { DynamoChangePageRepository } from '#adapters/dynamodb/change-page-repository.ts';
import { DynamoClientEditLock } from '#adapters/dynamodb/client-edit-lock.ts';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoDuplicateRepository } from '#adapters/dynamodb/duplicate-repository.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { DynamoTokenItemStore } from '#adapters/dynamodb/token-item-store.ts';
import { CachedSecret, secretsManagerClient } from '#adapters/secrets-manager/secrets.ts';
import { sleep, systemClock } from '#adapters/system/clock.ts';
import { SecretTokenKeys, TokenKeySecretSchema } from '#adapters/tokens/token-keys.ts';
import { JoseTokenVault } from '#adapters/tokens/token-vault.ts';
import { HttpPracticeGateway } from '#adapters/xpm/client.ts';
import { parseEnv } from '#runtime/env.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  TOKEN_KEY_SECRET_ARN: z.string().min(1),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const dynamo = documentClient();
const clock = systemClock;
const keySecret = new CachedSecret(
  secretsManagerClient(),
  env.TOKEN_KEY_SECRET_ARN,
  TokenKeySecretSchema,
  clock,
);

export const handler = task(
  contract,
  makeHandler({
    connections: new DynamoConnectionRepository(dynamo, env.CONNECTIONS_TABLE_NAME),
    tokens: new JoseTokenVault(
      new DynamoTokenItemStore(dynamo, env.CONNECTIONS_TABLE_NAME),
      new SecretTokenKeys(keySecret),
    ),
    clients: new DynamoClientRepository(dynamo, env.RECORDS_TABLE_NAME),
    lock: new DynamoClientEditLock(dynamo, env.RECORDS_TABLE_NAME),
    duplicates: new DynamoDuplicateRepository(dynamo, env.RECORDS_TABLE_NAME),
    pages: new DynamoChangePageRepository(dynamo, env.RECORDS_TABLE_NAME),
    syncs: new DynamoSyncRepository(dynamo, env.RECORDS_TABLE_NAME),
    gateway: new HttpPracticeGateway(clock),
    clock,
    sleep,
    random: Math.random,
  }),
);
