import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { DynamoClientEditLock } from '#adapters/dynamodb/client-edit-lock.ts';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { sleep, systemClock, systemIds } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { httpEntry } from '#runtime/http.ts';
import { type GateEnv, GateEnvSchema, gateOf } from '../gate.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

export type Env = GateEnv;

const env = parseEnv(GateEnvSchema);
const client = documentClient();

export const handler = httpEntry(
  contract,
  makeHandler({
    connections: new DynamoConnectionRepository(client, env.CONNECTIONS_TABLE_NAME),
    clients: new DynamoClientRepository(client, env.RECORDS_TABLE_NAME),
    lock: new DynamoClientEditLock(client, env.RECORDS_TABLE_NAME),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    clock: systemClock,
    ids: systemIds,
    sleep,
  }),
  gateOf(client, env),
);
