import * as z from 'zod';
import { MfaStateSchema, MfaToDoSchema } from '#domain/user/mfa-to-do.ts';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'deleteMfa',
  method: 'DELETE',
  path: '/me/mfa',
  summary: 'Switch MFA off, also where that restricts the user; repeatable',
  access: { auth: 'user', role: 'member', restricted: true },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  success: {
    status: 200,
    description: 'MFA is off; `message` says what that means',
    schema: z.object({ mfa: MfaStateSchema, toDo: MfaToDoSchema, message: z.string() }),
  },
  errors: ['SIGN_IN_AGAIN'],
});
