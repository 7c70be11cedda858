import * as z from 'zod';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoMailProblemRepository } from '#adapters/dynamodb/mail-problem-repository.ts';
import { DynamoOutbox } from '#adapters/dynamodb/outbox.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { SesMailer, sesClient } from '#adapters/ses/mailer.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { mailEvents } from '#runtime/mail-events.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  MAIL_FROM: z.string().min(1),
  MAIL_CONFIGURATION_SET: z.string().min(1),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const client = documentClient();

export const handler = task(
  contract,
  makeHandler({
    users: new DynamoUserRepository(client, env.RECORDS_TABLE_NAME),
    outbox: new DynamoOutbox(client, env.RECORDS_TABLE_NAME),
    mailer: new SesMailer(sesClient(), env.MAIL_FROM, env.MAIL_CONFIGURATION_SET),
    mailProblems: new DynamoMailProblemRepository(client, env.RECORDS_TABLE_NAME),
    clock: systemClock,
    ...mailEvents,
  }),
);
