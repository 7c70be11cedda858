import type * as z from 'zod';
import type { AuditLog } from '#domain/audit/ports.ts';
import { DomainError } from '#domain/errors.ts';
import type { FirmChanges } from '#domain/firm/firm.ts';
import type { FirmRepository } from '#domain/firm/ports.ts';
import { moveDueTime, type MoveDueTimeDeps } from '#domain/sync/move-due-time.ts';
import type { UserRepository } from '#domain/user/ports.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';
import { firmView } from '../firm-view.ts';
import type { contract } from './contract.ts';

export interface Deps extends MoveDueTimeDeps {
  firms: Pick<FirmRepository, 'get' | 'update'>;
  users: Pick<UserRepository, 'list'>;
  audit: AuditLog;
}

interface Request {
  caller: Caller;
  body: z.output<NonNullable<(typeof contract)['body']>>;
}

/** Every step may be repeated. */
export function makeHandler(deps: Deps) {
  return async ({ caller, body }: Request) => {
    const { firmId } = caller.user;
    await mustBeActive(deps, firmId, body.recipients);
    const firm = await deps.firms.update(firmId, body);
    if (firm === undefined) throw new Error('A user without a firm');
    if (body.timeZone !== undefined || body.syncTimes !== undefined) await moveDueTime(deps, firm);
    await deps.audit.append(actOf(caller, deps.clock, 'FIRM_CHANGED', { changed: namesIn(body) }));
    return { body: firmView(firm) };
  };
}

async function mustBeActive(
  { users }: Deps,
  firmId: string,
  recipients: FirmChanges['recipients'] = {},
): Promise<void> {
  const named = Object.values(recipients)
    .filter((audience) => audience !== undefined && audience !== 'admins')
    .flat();
  if (named.length === 0) return;
  const active = new Set(
    (await users.list(firmId)).filter((user) => user.active).map(({ userId }) => userId),
  );
  if (named.every((userId) => active.has(userId))) return;
  throw new DomainError(
    'invalid',
    'RECIPIENT_UNKNOWN',
    'Only active users of your firm can get its e-mails. Choose among those, or all admins.',
  );
}

/** `name, recipients.summary` */
function namesIn({ recipients, ...changes }: FirmChanges): string {
  return [...Object.keys(changes), ...Object.keys(recipients ?? {}).map((name) => `recipients.${name}`)].join(
    ', ',
  );
}
