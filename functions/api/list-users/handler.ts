import type { FirmRepository } from '#domain/firm/ports.ts';
import type { MailProblemRepository } from '#domain/mail/ports.ts';
import type { UserDirectory, UserRepository } from '#domain/user/ports.ts';
import { withMfa } from '#domain/user/with-mfa.ts';
import type { Caller } from '#runtime/http.ts';
import { userView } from '../user-view.ts';

export interface Deps {
  firms: Pick<FirmRepository, 'get'>;
  users: Pick<UserRepository, 'list'>;
  directory: Pick<UserDirectory, 'hasMfa'>;
  mailProblems: Pick<MailProblemRepository, 'get'>;
}

const byName = new Intl.Collator('en', { sensitivity: 'base' });

export function makeHandler({ firms, users, directory, mailProblems }: Deps) {
  return async ({ caller }: { caller: Caller }) => {
    const { firmId } = caller.user;
    const [firm, all] = await Promise.all([firms.get(firmId), users.list(firmId)]);
    all.sort((a, b) => byName.compare(a.name, b.name) || byName.compare(a.email, b.email));
    const [known, problems] = await Promise.all([
      withMfa(directory, all),
      Promise.all(all.map(async ({ email }) => (await mailProblems.get(email)) ?? null)),
    ]);
    return {
      body: {
        users: known.map(({ user, mfa }, index) => ({
          ...userView(user),
          mfa,
          mailProblem: problems[index] ?? null,
        })),
        seats: { used: all.filter(({ active }) => active).length, total: firm?.seats ?? null },
      },
    };
  };
}
