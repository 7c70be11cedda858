import * as z from 'zod';
import { MfaStateSchema, MfaToDoSchema } from '#domain/user/mfa-to-do.ts';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'verifyMfa',
  method: 'POST',
  path: '/me/mfa/verify',
  summary: 'Switch MFA on with a code of the authenticator app',
  access: { auth: 'user', role: 'member', restricted: true },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  body: z.strictObject({ code: z.string().regex(/^\d{6}$/, 'six digits') }),
  headers: ['authorization'],
  success: {
    status: 200,
    description: 'MFA is on and every session has ended, this one too; signing in asks for a code',
    schema: z.object({ mfa: MfaStateSchema, toDo: MfaToDoSchema }),
  },
  errors: ['MFA_CODE_WRONG', 'MFA_NOT_STARTED', 'MFA_ALREADY_ON', 'SIGN_IN_AGAIN'],
});
