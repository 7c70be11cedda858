import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { DynamoMailProblemRepository } from '#adapters/dynamodb/mail-problem-repository.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
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
    users: new DynamoUserRepository(client, env.RECORDS_TABLE_NAME),
    firms: new DynamoFirmRepository(client, env.RECORDS_TABLE_NAME),
    mailProblems: new DynamoMailProblemRepository(client, env.RECORDS_TABLE_NAME),
    directory: new CognitoUserDirectory(cognitoClient(), env.USER_POOL_ID),
  }),
  gateOf(client, env),
);
