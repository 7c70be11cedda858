import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS, PathIdSchema } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'resendInvitation',
  method: 'POST',
  path: '/users/{userId}/invitation',
  summary: 'Invite a user again who never signed in, with a new temporary password; at most once a minute',
  access: { auth: 'user', role: 'admin' },
  pathParameters: z.strictObject({ userId: PathIdSchema }),
  query: NO_PARAMETERS,
  success: {
    status: 202,
    description: 'The e-mail is on its way; the password of the one before is void',
    schema: z.object({ email: z.string() }),
  },
  errors: ['USER_NOT_FOUND', 'USER_INACTIVE', 'INVITATION_TAKEN_UP', 'INVITED_RECENTLY'],
});
