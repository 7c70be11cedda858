import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { describeError } from '#runtime/describe-error.ts';
import { parseEnv } from '#runtime/env.ts';
import { httpEntry } from '#runtime/http.ts';
import { LogEvent } from '#runtime/log-events.ts';
import { logger } from '#runtime/logger.ts';
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
    firms: new DynamoFirmRepository(client, env.RECORDS_TABLE_NAME),
    directory: new CognitoUserDirectory(cognitoClient(), env.USER_POOL_ID),
    onUnknownMfa: (error) => {
      logger.warn(LogEvent.READ_MFA_FAILED, { failure: describeError(error) });
    },
  }),
  gateOf(client, env),
);
