import type { AuditLog } from '#domain/audit/ports.ts';
import { decideDuplicate, type DecideDeps, type DuplicateAction } from '#domain/duplicate/decide.ts';
import { shown } from '#domain/duplicate/duplicate.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';

export interface Deps extends DecideDeps {
  audit: AuditLog;
}

interface Request {
  caller: Caller;
  path: { duplicateId: string };
  body: { action: DuplicateAction };
}

const ACT = {
  link: 'DUPLICATE_LINKED',
  'keep-apart': 'DUPLICATE_KEPT_APART',
  undo: 'DUPLICATE_UNDONE',
} as const;

export function makeHandler(deps: Deps) {
  return async ({ caller, path: { duplicateId }, body: { action } }: Request) => {
    const { firmId, userId, name } = caller.user;
    const { duplicate, changed } = await decideDuplicate(deps, firmId, duplicateId, action, { userId, name });
    if (changed) {
      const { existing, incoming } = duplicate;
      const ids = { duplicateId, clientId: existing.clientId, linkedId: incoming.clientId };
      await deps.audit.append(actOf(caller, deps.clock, ACT[action], ids));
    }
    return { body: shown(duplicate) };
  };
}
