import * as z from 'zod';
import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoMailProblemRepository } from '#adapters/dynamodb/mail-problem-repository.ts';
import { DynamoOutbox } from '#adapters/dynamodb/outbox.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { SesMailer, sesClient } from '#adapters/ses/mailer.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { makeMfaMailCheck } from '#domain/user/mfa-reminders.ts';
import { parseEnv } from '#runtime/env.ts';
import { mailEvents } from '#runtime/mail-events.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  USER_POOL_ID: z.string().min(1),
  MAIL_FROM: z.string().min(1),
  MAIL_CONFIGURATION_SET: z.string().min(1),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const client = documentClient();
const users = new DynamoUserRepository(client, env.RECORDS_TABLE_NAME);

export const handler = task(
  contract,
  makeHandler({
    outbox: new DynamoOutbox(client, env.RECORDS_TABLE_NAME),
    mailer: new SesMailer(sesClient(), env.MAIL_FROM, env.MAIL_CONFIGURATION_SET),
    mailProblems: new DynamoMailProblemRepository(client, env.RECORDS_TABLE_NAME),
    users,
    clock: systemClock,
    ...mailEvents,
    isWanted: makeMfaMailCheck({
      users,
      directory: new CognitoUserDirectory(cognitoClient(), env.USER_POOL_ID),
      connections: new DynamoConnectionRepository(client, env.CONNECTIONS_TABLE_NAME),
    }),
  }),
);
