import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { ClientViewSchema } from '../client-view.ts';
import { NO_PARAMETERS, PathIdSchema } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'getClient',
  method: 'GET',
  path: '/clients/{clientId}',
  summary: 'One client with its contacts, archived ones included',
  access: { auth: 'user', role: 'member' },
  pathParameters: z.strictObject({ clientId: PathIdSchema }),
  query: NO_PARAMETERS,
  success: { status: 200, description: 'The client', schema: ClientViewSchema },
  errors: ['CLIENT_NOT_FOUND'],
});
