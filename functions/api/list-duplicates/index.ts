import { DynamoDuplicateRepository } from '#adapters/dynamodb/duplicate-repository.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
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
    duplicates: new DynamoDuplicateRepository(client, env.RECORDS_TABLE_NAME),
  }),
  gateOf(client, env),
);
