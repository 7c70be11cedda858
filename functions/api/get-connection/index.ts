import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoGrantAges } from '#adapters/dynamodb/grant-ages.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { httpEntry } from '#runtime/http.ts';
import { type GateEnv, GateEnvSchema, gateOf } from '../gate.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

export type Env = GateEnv;

const env = parseEnv(GateEnvSchema);
const documents = documentClient();

export const handler = httpEntry(
  contract,
  makeHandler({
    connections: new DynamoConnectionRepository(documents, env.CONNECTIONS_TABLE_NAME),
    users: new DynamoUserRepository(documents, env.RECORDS_TABLE_NAME),
    directory: new CognitoUserDirectory(cognitoClient(), env.USER_POOL_ID),
    grants: new DynamoGrantAges(documents, env.CONNECTIONS_TABLE_NAME),
    clock: systemClock,
  }),
  gateOf(documents, env),
);
