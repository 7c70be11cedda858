import * as z from 'zod';
import { RoleSchema } from '#domain/user/user.ts';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';
import { EmailSchema, NameSchema, UserViewSchema } from '../user-view.ts';

export const contract = defineContract({
  operationId: 'inviteUser',
  method: 'POST',
  path: '/users',
  summary: 'Invite somebody; they get an e-mail with a temporary password',
  access: { auth: 'user', role: 'admin' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  body: z.strictObject({ email: EmailSchema, name: NameSchema, role: RoleSchema }),
  success: { status: 201, description: 'The user was invited', schema: UserViewSchema },
  errors: ['EMAIL_TAKEN', 'SEATS_EXHAUSTED', 'USERS_CHANGING'],
});
