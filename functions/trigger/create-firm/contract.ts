import * as z from 'zod';
import { SeatsSchema } from '#domain/firm/firm.ts';
import { TimeZoneSchema } from '#domain/firm/time-zone.ts';
import { RoleSchema } from '#domain/user/user.ts';

const UserInputSchema = z.strictObject({
  email: z.email().max(320).toLowerCase(),
  name: z.string().trim().min(1).max(200),
  role: RoleSchema,
});

/** For operators. Repeatable: the same name and first admin make the same firm; `seats`, when given, then change. */
export const contract = {
  input: z
    .strictObject({
      name: z.string().trim().min(1).max(200),
      timeZone: TimeZoneSchema.default('Pacific/Auckland'),
      users: z
        .array(UserInputSchema)
        .max(50)
        .refine((users) => users.some((user) => user.role === 'admin'), 'at least one admin')
        .refine(
          (users) => new Set(users.map((user) => user.email)).size === users.length,
          'each e-mail once',
        ),
      /** Absent: any number of users, or as many as before. */
      seats: SeatsSchema.optional(),
    })
    .refine(({ users, seats }) => seats === undefined || users.length <= seats, 'a seat for each user'),
  output: z.object({
    firmId: z.string(),
    users: z.array(z.object({ email: z.string(), userId: z.string() })),
  }),
};
