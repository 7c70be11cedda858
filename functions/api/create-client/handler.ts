import type { AuditLog } from '#domain/audit/ports.ts';
import type { NewClient } from '#domain/client/client-input.ts';
import { addClient, type EditDeps } from '#domain/client/edit-by-hand.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';
import { clientView } from '../client-view.ts';

export interface Deps extends EditDeps {
  audit: AuditLog;
}

export function makeHandler(deps: Deps) {
  return async ({ caller, body }: { caller: Caller; body: NewClient }) => {
    const { client, connection } = await addClient(deps, caller.user.firmId, body);
    await deps.audit.append(actOf(caller, deps.clock, 'CLIENT_ADDED', { clientId: client.clientId }));
    return { body: clientView(client, connection) };
  };
}
