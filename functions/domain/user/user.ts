import * as z from 'zod';

export const RoleSchema = z.enum(['admin', 'member']);
export type Role = z.infer<typeof RoleSchema>;

/** A person of a firm. `userId` is the `sub` of the sign-in service. */
export const UserSchema = z.object({
  firmId: z.uuid(),
  userId: z.string().min(1),
  email: z.email(),
  name: z.string().min(1).max(200),
  role: RoleSchema,
  active: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type User = z.infer<typeof UserSchema>;
