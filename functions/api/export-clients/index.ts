import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { systemClock } from '#adapters/system/clock.ts';
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
    clients: new DynamoClientRepository(client, env.RECORDS_TABLE_NAME),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    clock: systemClock,
  }),
  gateOf(client, env),
);
