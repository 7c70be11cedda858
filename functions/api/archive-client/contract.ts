import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { ClientViewSchema, EDIT_ERRORS } from '../client-view.ts';
import { NO_PARAMETERS, PathIdSchema } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'archiveClient',
  method: 'DELETE',
  path: '/clients/{clientId}',
  summary: 'Archive a client, erasing nothing; repeatable; not while the firm is connected',
  access: { auth: 'user', role: 'member' },
  pathParameters: z.strictObject({ clientId: PathIdSchema }),
  query: NO_PARAMETERS,
  success: { status: 200, description: 'The archived client', schema: ClientViewSchema },
  errors: [...EDIT_ERRORS, 'CLIENT_NOT_FOUND'],
});
