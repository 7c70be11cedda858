import * as z from 'zod';
import { SyncIssueSchema, SyncViewSchema } from '#domain/sync/sync.ts';
import { defineContract } from '../api-contract.ts';
import { NextCursorSchema, PathIdSchema } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'getSync',
  method: 'GET',
  path: '/syncs/{syncId}',
  summary: 'One sync: progress while it runs, then its result and what was wrong with single records',
  access: { auth: 'user', role: 'member' },
  pathParameters: z.strictObject({ syncId: PathIdSchema }),
  query: z.strictObject({ issuesCursor: z.string().min(1).max(2000).optional() }),
  success: {
    status: 200,
    description: 'The sync with up to 50 issues',
    schema: SyncViewSchema.extend({ issues: z.array(SyncIssueSchema), issuesCursor: NextCursorSchema }),
    alternative: { mediaType: 'text/csv', description: 'All its issues, whatever the page, a row each' },
  },
  errors: ['SYNC_NOT_FOUND', 'CURSOR_INVALID'],
});
