import { CognitoAuthenticatorEnrolment } from '#adapters/cognito/authenticator-enrolment.ts';
import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { parseEnv } from '#runtime/env.ts';
import { httpEntry } from '#runtime/http.ts';
import { type GateEnv, GateEnvSchema, gateOf } from '../gate.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

export type Env = GateEnv;

const env = parseEnv(GateEnvSchema);
const client = documentClient();
const cognito = cognitoClient();

export const handler = httpEntry(
  contract,
  makeHandler({
    firms: new DynamoFirmRepository(client, env.RECORDS_TABLE_NAME),
    directory: new CognitoUserDirectory(cognito, env.USER_POOL_ID),
    enrolment: new CognitoAuthenticatorEnrolment(cognito),
  }),
  gateOf(client, env),
);
