import { eachOf } from '../each-of.ts';
import type { UserDirectory } from './ports.ts';
import type { User } from './user.ts';

/** The sign-in service takes tens of questions a second for all firms together. */
const AT_ONCE = 8;

/** Who of these has a second factor, in their order; null where the sign-in service did not answer. */
export async function withMfa(
  directory: Pick<UserDirectory, 'hasMfa'>,
  users: readonly User[],
): Promise<{ user: User; mfa: boolean | null }[]> {
  const found = users.map((user): { user: User; mfa: boolean | null } => ({ user, mfa: null }));
  await eachOf(found, AT_ONCE, async (each) => {
    each.mfa = await directory.hasMfa(each.user.userId).catch(() => null);
  });
  return found;
}
