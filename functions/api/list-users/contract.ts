import * as z from 'zod';
import { MailProblemSchema } from '#domain/mail/mail-problem.ts';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';
import { UserViewSchema } from '../user-view.ts';

export const contract = defineContract({
  operationId: 'listUsers',
  method: 'GET',
  path: '/users',
  summary: 'All users of the firm, by name',
  access: { auth: 'user', role: 'admin' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  success: {
    status: 200,
    description: 'The users',
    schema: z.object({
      users: z.array(
        UserViewSchema.extend({
          /** Null when the sign-in service could not say. */
          mfa: z.boolean().nullable(),
          /** Why no mail goes to this address any more; null while all arrives. */
          mailProblem: MailProblemSchema.nullable(),
        }),
      ),
      /** Active users take a seat each. */
      seats: z.object({
        used: z.number().int(),
        /** Null: any number. */
        total: z.number().int().nullable(),
      }),
    }),
  },
  errors: [],
});
