import * as z from 'zod';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoMailProblemRepository } from '#adapters/dynamodb/mail-problem-repository.ts';
import { parseEnv } from '#runtime/env.ts';
import { measureBy } from '#runtime/metrics.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({ RECORDS_TABLE_NAME: z.string().min(1) });
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const mailProblems = new DynamoMailProblemRepository(documentClient(), env.RECORDS_TABLE_NAME);

export const handler = task(
  contract,
  makeHandler({
    mailProblems: {
      record: async (address, problem) => {
        await mailProblems.record(address, problem);
        measureBy('MailsReturned', 1, { kind: problem.kind });
      },
    },
  }),
);
