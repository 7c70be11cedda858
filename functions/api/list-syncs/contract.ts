import * as z from 'zod';
import { SyncSchema } from '#domain/sync/sync.ts';
import { defineContract } from '../api-contract.ts';
import { NextCursorSchema, NO_PARAMETERS, pageQuery } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'listSyncs',
  method: 'GET',
  path: '/syncs',
  summary: 'The running sync and the history, newest first',
  access: { auth: 'user', role: 'member' },
  pathParameters: NO_PARAMETERS,
  query: z.strictObject(pageQuery(25)),
  success: {
    status: 200,
    description: 'One page of syncs',
    schema: z.object({ syncs: z.array(SyncSchema), cursor: NextCursorSchema }),
  },
  errors: ['CURSOR_INVALID'],
});
