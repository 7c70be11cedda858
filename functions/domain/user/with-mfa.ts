import type { UserDirectory } from './ports.ts';
import type { User } from './user.ts';

/** The sign-in service takes tens of questions a second for all firms together. */
const AT_ONCE = 8;

/** Who of these has a second factor, in their order; null where the sign-in service did not answer. */
export async function withMfa(
  directory: Pick<UserDirectory, 'hasMfa'>,
  users: readonly User[],
): Promise<{ user: User; mfa: boolean | null }[]> {
  const found: { user: User; mfa: boolean | null }[] = [];
  for (let start = 0; start < users.length; start += AT_ONCE) {
    const some = users.slice(start, start + AT_ONCE);
    found.push(
      ...(await Promise.all(
        some.map(async (user) => ({ user, mfa: await directory.hasMfa(user.userId).catch(() => null) })),
      )),
    );
  }
  return found;
}
