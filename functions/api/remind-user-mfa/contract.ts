import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS, PathIdSchema } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'remindUserMfa',
  method: 'POST',
  path: '/users/{userId}/mfa-reminder',
  summary: 'Send a user an e-mail that asks them to set up MFA; at most one an hour',
  access: { auth: 'user', role: 'admin' },
  pathParameters: z.strictObject({ userId: PathIdSchema }),
  query: NO_PARAMETERS,
  success: {
    status: 202,
    description: 'The e-mail is on its way',
    schema: z.object({ email: z.string() }),
  },
  errors: ['USER_NOT_FOUND', 'USER_INACTIVE', 'MFA_ALREADY_ON', 'REMINDED_RECENTLY'],
});
