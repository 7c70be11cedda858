import { NewClientSchema } from '#domain/client/client-input.ts';
import { defineContract } from '../api-contract.ts';
import { ClientViewSchema, EDIT_ERRORS } from '../client-view.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'createClient',
  method: 'POST',
  path: '/clients',
  summary: 'Add a client by hand; not while the firm is connected',
  access: { auth: 'user', role: 'member' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  body: NewClientSchema,
  success: { status: 201, description: 'The client', schema: ClientViewSchema },
  errors: [...EDIT_ERRORS, 'CLIENT_EXISTS', 'CONTACT_UNKNOWN'],
});
