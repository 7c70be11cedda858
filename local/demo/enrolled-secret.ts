import * as z from 'zod';
import { peek } from '../state-store.ts';

const UserSchema = z.object({
  attributes: z.record(z.string(), z.string()),
  totp: z.object({ secret: z.string().nullable(), enabled: z.boolean() }),
});

/** The authenticator secret of a user who may have enrolled after the start; null while there is none. */
export function enrolledSecret(stateDir: string, email: string): string | null {
  const user = peek(stateDir, 'cognito-users', UserSchema).find(
    ({ attributes }) => attributes['email'] === email,
  );
  return user?.totp.enabled === true ? user.totp.secret : null;
}
