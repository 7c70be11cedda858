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
  /** Absent until the invitation is taken up. */
  lastSignInAt: z.iso.datetime().optional(),
});
export type User = z.infer<typeof UserSchema>;

/** What a user may do. */
export type UserAccess = Pick<User, 'role' | 'active'>;

export function isActiveAdmin({ role, active }: UserAccess): boolean {
  return active && role === 'admin';
}
