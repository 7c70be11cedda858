import type { FirmRepository } from '#domain/firm/ports.ts';
import type { UserDirectory, UserRepository } from '#domain/user/ports.ts';
import { withMfa } from '#domain/user/with-mfa.ts';
import type { Caller } from '#runtime/http.ts';
import { userView } from '../user-view.ts';

export interface Deps {
  firms: Pick<FirmRepository, 'get'>;
  users: Pick<UserRepository, 'list'>;
  directory: Pick<UserDirectory, 'hasMfa'>;
}

const byName = new Intl.Collator('en', { sensitivity: 'base' });

export function makeHandler({ firms, users, directory }: Deps) {
  return async ({ caller }: { caller: Caller }) => {
    const { firmId } = caller.user;
    const [firm, all] = await Promise.all([firms.get(firmId), users.list(firmId)]);
    all.sort((a, b) => byName.compare(a.name, b.name) || byName.compare(a.email, b.email));
    const known = await withMfa(directory, all);
    return {
      body: {
        users: known.map(({ user, mfa }) => ({ ...userView(user), mfa })),
        seats: { used: all.filter(({ active }) => active).length, total: firm?.seats ?? null },
      },
    };
  };
}
