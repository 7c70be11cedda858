import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS, PathIdSchema } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'resetUserMfa',
  method: 'DELETE',
  path: '/users/{userId}/mfa',
  summary: "Switch a user's MFA off after they lost their device, and end their sessions",
  access: { auth: 'user', role: 'admin' },
  pathParameters: z.strictObject({ userId: PathIdSchema }),
  query: NO_PARAMETERS,
  success: { status: 204, description: 'The user signs in with the password alone', schema: z.undefined() },
  errors: ['USER_NOT_FOUND'],
});
