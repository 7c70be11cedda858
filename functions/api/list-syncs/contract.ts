import * as z from 'zod';
import { SyncTriggerSchema } from '#domain/sync/run.ts';
import { SyncViewSchema, SyncStatusSchema } from '#domain/sync/sync.ts';
import { defineContract } from '../api-contract.ts';
import { NextCursorSchema, NO_PARAMETERS, pageQuery } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'listSyncs',
  method: 'GET',
  path: '/syncs',
  summary: 'The running sync and the history, newest first',
  access: { auth: 'user', role: 'member' },
  pathParameters: NO_PARAMETERS,
  query: z.strictObject({
    ...pageQuery(25),
    status: SyncStatusSchema.optional(),
    trigger: SyncTriggerSchema.optional(),
  }),
  success: {
    status: 200,
    description: 'One page; with a filter it may be short or empty, and only a missing cursor ends the list',
    schema: z.object({ syncs: z.array(SyncViewSchema), cursor: NextCursorSchema }),
    alternative: {
      mediaType: 'text/csv',
      description:
        'The newest 1,000 that match, whatever the page, a row each; `x-file-cut: true` and the last row say when there are more',
    },
  },
  errors: ['CURSOR_INVALID'],
});
