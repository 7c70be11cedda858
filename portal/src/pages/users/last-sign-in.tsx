import type { UserRow } from '../../api/types.ts';
import { usersText } from '../../text/users.ts';
import { When } from '../../ui/when.tsx';

export function LastSignIn({ user: { lastSignInAt } }: { user: UserRow }) {
  return lastSignInAt === null ? usersText.never : <When at={lastSignInAt} />;
}
