import * as z from 'zod';
import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { DynamoMailProblemRepository } from '#adapters/dynamodb/mail-problem-repository.ts';
import { DynamoOutbox } from '#adapters/dynamodb/outbox.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { SesMailer, sesClient } from '#adapters/ses/mailer.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { makeMfaMailCheck } from '#domain/user/mfa-reminders.ts';
import { parseEnv } from '#runtime/env.ts';
import { httpEntry } from '#runtime/http.ts';
import { mailEvents } from '#runtime/mail-events.ts';
import { GateEnvSchema, gateOf } from '../gate.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = GateEnvSchema.extend({
  MAIL_FROM: z.string().min(1),
  MAIL_CONFIGURATION_SET: z.string().min(1),
  PORTAL_URL: z.url(),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const client = documentClient();
const connections = new DynamoConnectionRepository(client, env.CONNECTIONS_TABLE_NAME);
const users = new DynamoUserRepository(client, env.RECORDS_TABLE_NAME);
const directory = new CognitoUserDirectory(cognitoClient(), env.USER_POOL_ID);

export const handler = httpEntry(
  contract,
  makeHandler({
    users,
    firms: new DynamoFirmRepository(client, env.RECORDS_TABLE_NAME),
    connections,
    directory,
    outbox: new DynamoOutbox(client, env.RECORDS_TABLE_NAME),
    mailer: new SesMailer(sesClient(), env.MAIL_FROM, env.MAIL_CONFIGURATION_SET),
    mailProblems: new DynamoMailProblemRepository(client, env.RECORDS_TABLE_NAME),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    clock: systemClock,
    portalUrl: env.PORTAL_URL,
    ...mailEvents,
    isWanted: makeMfaMailCheck({ users, directory, connections }),
  }),
  gateOf(client, env),
);
