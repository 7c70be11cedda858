import * as z from 'zod';
import { ClientChangesSchema } from '#domain/client/client-input.ts';
import { defineContract } from '../api-contract.ts';
import { ClientViewSchema, EDIT_ERRORS } from '../client-view.ts';
import { NO_PARAMETERS, PathIdSchema } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'updateClient',
  method: 'PATCH',
  path: '/clients/{clientId}',
  summary:
    'Change a client, or restore an archived one by giving it a status; not while the firm is connected',
  access: { auth: 'user', role: 'member' },
  pathParameters: z.strictObject({ clientId: PathIdSchema }),
  query: NO_PARAMETERS,
  body: ClientChangesSchema,
  success: { status: 200, description: 'The client as it is now', schema: ClientViewSchema },
  errors: [...EDIT_ERRORS, 'CLIENT_NOT_FOUND', 'CLIENT_EXISTS', 'CONTACT_UNKNOWN'],
});
