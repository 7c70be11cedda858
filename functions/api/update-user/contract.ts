import * as z from 'zod';
import { RoleSchema } from '#domain/user/user.ts';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS, PathIdSchema } from '../request-schemas.ts';
import { NameSchema, UserViewSchema } from '../user-view.ts';

export const contract = defineContract({
  operationId: 'updateUser',
  method: 'PATCH',
  path: '/users/{userId}',
  summary: "Change a user's name or role, or whether they are active",
  access: { auth: 'user', role: 'admin' },
  pathParameters: z.strictObject({ userId: PathIdSchema }),
  query: NO_PARAMETERS,
  body: z
    .strictObject({ name: NameSchema, role: RoleSchema, active: z.boolean() })
    .partial()
    .refine((changes) => Object.keys(changes).length > 0, 'at least one change'),
  success: { status: 200, description: 'The user as changed', schema: UserViewSchema },
  errors: ['USER_NOT_FOUND', 'LAST_ADMIN', 'SEATS_EXHAUSTED', 'USERS_CHANGING'],
});
