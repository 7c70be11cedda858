import * as z from 'zod';
import { RoleSchema, type User } from '#domain/user/user.ts';

/** A user as admins see them. */
export const UserViewSchema = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: RoleSchema,
  active: z.boolean(),
  /** Null until the invitation is taken up. */
  lastSignInAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});

export function userView(user: User): z.input<typeof UserViewSchema> {
  return { ...user, lastSignInAt: user.lastSignInAt ?? null };
}

/** The form of names and addresses, as `trigger/create-firm` takes them too. */
export const NameSchema = z.string().trim().min(1).max(200);
export const EmailSchema = z.email().max(320).toLowerCase();
