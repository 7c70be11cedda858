import type * as z from 'zod';
import type { DeliverDeps } from '#domain/mail/deliver.ts';
import { deliver } from '#domain/mail/deliver.ts';
import { mailIdOf } from '#domain/sync/announce.ts';
import type { UserRepository } from '#domain/user/ports.ts';
import type { contract } from './contract.ts';

export function makeHandler(deps: DeliverDeps & { users: UserRepository }) {
  return async ({ firmId, syncId }: z.output<(typeof contract)['input']>) => {
    const users = await deps.users.list(firmId);
    return deliver(
      deps,
      users.map(({ userId }) => ({ firmId, mailId: mailIdOf(syncId, userId) })),
      `send-summary/${syncId}`,
    );
  };
}
