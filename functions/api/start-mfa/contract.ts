import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'startMfa',
  method: 'POST',
  path: '/me/mfa',
  summary: 'Begin to set up an authenticator app; a code of it switches MFA on',
  access: { auth: 'user', role: 'member', restricted: true },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  headers: ['authorization'],
  success: {
    status: 200,
    description: 'A new secret, to type in or to show as a QR code',
    schema: z.object({ secret: z.string(), otpauthUri: z.string() }),
  },
  errors: ['MFA_ALREADY_ON', 'SIGN_IN_AGAIN'],
});
