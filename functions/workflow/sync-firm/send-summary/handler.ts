import type * as z from 'zod';
import type { DeliverDeps } from '#domain/mail/deliver.ts';
import { deliver } from '#domain/mail/deliver.ts';
import { mailsOf } from '#domain/sync/announce.ts';
import type { UserRepository } from '#domain/user/ports.ts';
import type { contract } from './contract.ts';

export function makeHandler(deps: DeliverDeps & { users: UserRepository }) {
  return async ({ firmId, syncId }: z.output<(typeof contract)['input']>) => {
    const mails = await mailsOf(deps, firmId, syncId);
    return deliver(deps, mails, `send-summary/${syncId}`);
  };
}
