import * as z from 'zod';
import { MfaStateSchema, MfaToDoSchema } from '#domain/user/mfa-to-do.ts';
import { RoleSchema } from '#domain/user/user.ts';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'getMe',
  method: 'GET',
  path: '/me',
  summary: 'Who is signed in, and what is to be done before anything else',
  access: { auth: 'user', role: 'member', restricted: true },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  success: {
    status: 200,
    description: 'The user',
    schema: z.object({
      userId: z.string(),
      name: z.string(),
      email: z.string(),
      role: RoleSchema,
      firm: z.object({ firmId: z.string(), name: z.string(), timeZone: z.string() }),
      /** `enabled` is null when the sign-in service could not say and this sign-in was made without MFA. */
      mfa: MfaStateSchema.extend({ enabled: z.boolean().nullable() }),
      toDo: MfaToDoSchema,
      /** Whether this user may start syncs. */
      maySync: z.boolean(),
    }),
  },
  errors: [],
});
