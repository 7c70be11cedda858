import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS, PathIdSchema } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'approveRemovals',
  method: 'POST',
  path: '/syncs/{syncId}/approve-removals',
  summary: 'Approve the removals that a sync held back; a full sync checks and applies them',
  access: { auth: 'user', role: 'admin' },
  pathParameters: z.strictObject({ syncId: PathIdSchema }),
  query: NO_PARAMETERS,
  success: {
    status: 202,
    description: 'The sync that applies the removals was started',
    schema: z.object({ syncId: z.string() }),
  },
  errors: ['SYNC_NOT_FOUND', 'NOT_HELD', 'SYNC_RUNNING', 'NOT_CONNECTED', 'SYNC_START_FAILED'],
});
