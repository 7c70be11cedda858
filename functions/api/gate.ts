import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { CognitoTokenVerifier } from '#adapters/jwt/cognito-token-verifier.ts';
import { systemClock } from '#adapters/system/clock.ts';
import { type Gate, makeGate } from '#domain/access/gate.ts';
import { describeError } from '#runtime/describe-error.ts';
import { embeddedMetric } from '#runtime/embedded-metric.ts';
import { LogEvent } from '#runtime/log-events.ts';
import { logger } from '#runtime/logger.ts';

/** What every route that asks for a sign-in is told; a route that needs more extends it. */
export const GateEnvSchema = z.object({
  RECORDS_TABLE_NAME: z.string().min(1),
  CONNECTIONS_TABLE_NAME: z.string().min(1),
  AUDIT_TABLE_NAME: z.string().min(1),
  USER_POOL_ID: z.string().min(1),
  USER_POOL_CLIENT_ID: z.string().min(1),
});
export type GateEnv = z.infer<typeof GateEnvSchema>;

/** The part that all composition roots of signed-in routes share. */
export function gateOf(client: DynamoDBDocumentClient, env: GateEnv): Gate {
  return makeGate({
    tokens: new CognitoTokenVerifier(env.USER_POOL_ID, env.USER_POOL_CLIENT_ID),
    users: new DynamoUserRepository(client, env.RECORDS_TABLE_NAME),
    connections: new DynamoConnectionRepository(client, env.CONNECTIONS_TABLE_NAME),
    audit: new DynamoAuditLog(client, env.AUDIT_TABLE_NAME),
    clock: systemClock,
    onUnrecorded: (failure) => {
      logger.error(LogEvent.RECORD_REFUSAL_FAILED, {
        failure: describeError(failure),
        ...embeddedMetric('RefusalsUnrecorded'),
      });
    },
  });
}
