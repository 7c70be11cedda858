import * as z from 'zod';
import { DuplicateSchema, DuplicateStatusSchema } from '#domain/duplicate/duplicate.ts';
import { defineContract } from '../api-contract.ts';
import { NextCursorSchema, NO_PARAMETERS, pageQuery } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'listDuplicates',
  method: 'GET',
  path: '/duplicates',
  summary: 'Clients that may be the same, as syncs found them',
  access: { auth: 'user', role: 'admin' },
  pathParameters: NO_PARAMETERS,
  query: z.strictObject({ ...pageQuery(25), status: DuplicateStatusSchema.default('open') }),
  success: {
    status: 200,
    description: 'One page of possible duplicates',
    schema: z.object({ duplicates: z.array(DuplicateSchema), cursor: NextCursorSchema }),
  },
  errors: ['CURSOR_INVALID'],
});
