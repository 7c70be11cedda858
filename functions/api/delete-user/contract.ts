import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS, PathIdSchema } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'deleteUser',
  method: 'DELETE',
  path: '/users/{userId}',
  summary: 'Remove a user; their sign-ins end at once',
  access: { auth: 'user', role: 'admin' },
  pathParameters: z.strictObject({ userId: PathIdSchema }),
  query: NO_PARAMETERS,
  success: { status: 204, description: 'The user is gone', schema: z.undefined() },
  errors: ['USER_NOT_FOUND', 'LAST_ADMIN', 'USERS_CHANGING'],
});
