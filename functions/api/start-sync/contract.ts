import * as z from 'zod';
import { RequestedModeSchema } from '#domain/sync/run.ts';
import { SyncStatusSchema } from '#domain/sync/sync.ts';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const ResponseSchema = z.object({ syncId: z.string(), status: SyncStatusSchema });

export const contract = defineContract({
  operationId: 'startSync',
  method: 'POST',
  path: '/syncs',
  summary: 'Start a sync, or learn which one is running',
  // Members only where the firm lets them; the handler reads that setting.
  access: { auth: 'user', role: 'member' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  body: z.strictObject({ mode: RequestedModeSchema.default('auto') }).prefault({}),
  headers: ['idempotency-key'],
  success: {
    status: 202,
    description: 'The sync was started or was running already',
    schema: ResponseSchema,
  },
  errors: [
    'ADMIN_REQUIRED',
    'NOT_CONNECTED',
    'INVALID_IDEMPOTENCY_KEY',
    'IDEMPOTENCY_KEY_REUSED',
    'SYNC_START_FAILED',
  ],
});
