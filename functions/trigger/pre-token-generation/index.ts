import * as z from 'zod';
import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { sleep, systemClock } from '#adapters/system/clock.ts';
import { parseEnv } from '#runtime/env.ts';
import { LogEvent } from '#runtime/log-events.ts';
import { logger } from '#runtime/logger.ts';
import { measure } from '#runtime/metrics.ts';
import { task } from '#runtime/task.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({ RECORDS_TABLE_NAME: z.string().min(1), AUDIT_TABLE_NAME: z.string().min(1) });
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const cognito = cognitoClient();
const client = documentClient();

export const handler = task(
  contract,
  makeHandler({
    users: new DynamoUserRepository(client, env.RECORDS_TABLE_NAME),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    hasMfa: (userPoolId, userName) => new CognitoUserDirectory(cognito, userPoolId).hasMfa(userName),
    sleep,
    clock: systemClock,
    onRestricted: (reason) => {
      logger.warn(LogEvent.STAMP_TOKEN_RESTRICTED, { reason });
      measure({ TokensRestricted: 1 });
    },
  }),
);
