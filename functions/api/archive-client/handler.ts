import type { AuditLog } from '#domain/audit/ports.ts';
import { archiveClient, type EditDeps } from '#domain/client/edit-by-hand.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';
import { clientView } from '../client-view.ts';

export interface Deps extends EditDeps {
  audit: AuditLog;
}

export function makeHandler(deps: Deps) {
  return async ({ caller, path: { clientId } }: { caller: Caller; path: { clientId: string } }) => {
    const { client, connection, changed } = await archiveClient(deps, caller.user.firmId, clientId);
    if (changed) await deps.audit.append(actOf(caller, deps.clock, 'CLIENT_ARCHIVED', { clientId }));
    return { body: clientView(client, connection) };
  };
}
