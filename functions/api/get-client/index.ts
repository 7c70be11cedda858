import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
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
  }),
  gateOf(client, env),
);
