import * as z from 'zod';
import { CognitoUserDirectory, cognitoClient } from '#adapters/cognito/user-directory.ts';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { DynamoMailProblemRepository } from '#adapters/dynamodb/mail-problem-repository.ts';
import { DynamoOutbox } from '#adapters/dynamodb/outbox.ts';
import { DynamoOAuthTransactionRepository } from '#adapters/dynamodb/oauth-transaction-repository.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { DynamoTokenItemStore } from '#adapters/dynamodb/token-item-store.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { secretsManagerClient } from '#adapters/secrets-manager/secrets.ts';
import { SesMailer, sesClient } from '#adapters/ses/mailer.ts';
import { stepFunctionsClient } from '#adapters/step-functions/client.ts';
import { StepFunctionsSyncLauncher } from '#adapters/step-functions/sync-launcher.ts';
import { sleep, systemClock, systemIds } from '#adapters/system/clock.ts';
import { xeroAccess } from '#adapters/xero/xero-access.ts';
import { makeMfaMailCheck } from '#domain/user/mfa-reminders.ts';
import { parseEnv } from '#runtime/env.ts';
import { publicHttpEntry } from '#runtime/http.ts';
import { mailEvents } from '#runtime/mail-events.ts';
import { measureEnd } from '#runtime/sync-metrics.ts';
import { contract } from './contract.ts';
import { makeHandler } from './handler.ts';

const EnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  AUDIT_TABLE_NAME: z.string().min(1),
  TOKEN_KEY_SECRET_ARN: z.string().min(1),
  XERO_APP_SECRET_ARN: z.string().min(1),
  XERO_SCOPES: z.string().min(1),
  PORTAL_URL: z.url(),
  SYNC_STATE_MACHINE_ARN: z.string().min(1),
  USER_POOL_ID: z.string().min(1),
  MAIL_FROM: z.string().min(1),
  MAIL_CONFIGURATION_SET: z.string().min(1),
});
export type Env = z.infer<typeof EnvSchema>;

const env = parseEnv(EnvSchema);
const documents = documentClient();
const connections = new DynamoConnectionRepository(documents, env.CONNECTIONS_TABLE_NAME);
const users = new DynamoUserRepository(documents, env.RECORDS_TABLE_NAME);
const directory = new CognitoUserDirectory(cognitoClient(), env.USER_POOL_ID);
const system = { clock: systemClock, ids: systemIds, sleep };
const xero = xeroAccess({
  secrets: secretsManagerClient(),
  items: new DynamoTokenItemStore(documents, env.CONNECTIONS_TABLE_NAME),
  settings: env,
  system,
  // Three calls in a row must fit into what API Gateway waits (30 seconds).
  deadlineMilliseconds: 7000,
});

export const handler = publicHttpEntry(
  contract,
  makeHandler({
    ...system,
    ...xero,
    connections,
    transactions: new DynamoOAuthTransactionRepository(documents, env.CONNECTIONS_TABLE_NAME),
    clients: new DynamoClientRepository(documents, env.RECORDS_TABLE_NAME),
    firms: new DynamoFirmRepository(documents, env.RECORDS_TABLE_NAME),
    users,
    syncs: new DynamoSyncRepository(documents, env.RECORDS_TABLE_NAME, measureEnd),
    audit: new DynamoAuditLog(documents, env.AUDIT_TABLE_NAME),
    launcher: new StepFunctionsSyncLauncher(stepFunctionsClient(), env.SYNC_STATE_MACHINE_ARN),
    directory,
    outbox: new DynamoOutbox(documents, env.RECORDS_TABLE_NAME),
    mailer: new SesMailer(sesClient(), env.MAIL_FROM, env.MAIL_CONFIGURATION_SET),
    mailProblems: new DynamoMailProblemRepository(documents, env.RECORDS_TABLE_NAME),
    ...mailEvents,
    isWanted: makeMfaMailCheck({ users, directory, connections }),
    portalUrl: env.PORTAL_URL,
  }),
);
