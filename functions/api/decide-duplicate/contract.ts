import * as z from 'zod';
import { DuplicateActionSchema } from '#domain/duplicate/decide.ts';
import { DuplicateSchema } from '#domain/duplicate/duplicate.ts';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS, PathIdSchema } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'decideDuplicate',
  method: 'POST',
  path: '/duplicates/{duplicateId}',
  summary: 'Link two clients, keep them apart, or undo either; not while a sync is running',
  access: { auth: 'user', role: 'admin' },
  pathParameters: z.strictObject({ duplicateId: PathIdSchema }),
  query: NO_PARAMETERS,
  body: z.strictObject({ action: DuplicateActionSchema }),
  success: { status: 200, description: 'The duplicate as it is now', schema: DuplicateSchema },
  errors: ['DUPLICATE_NOT_FOUND', 'DUPLICATE_DECIDED', 'DUPLICATE_CHANGED', 'SYNC_RUNNING', 'CLIENTS_BUSY'],
});
