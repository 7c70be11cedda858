import type { AuditLog } from '#domain/audit/ports.ts';
import type { ClientChanges } from '#domain/client/client-input.ts';
import { changeClient, type EditDeps } from '#domain/client/edit-by-hand.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';
import { clientView } from '../client-view.ts';

export interface Deps extends EditDeps {
  audit: AuditLog;
}

interface Request {
  caller: Caller;
  path: { clientId: string };
  body: ClientChanges;
}

export function makeHandler(deps: Deps) {
  return async ({ caller, path: { clientId }, body }: Request) => {
    const { client, connection, changed, restored } = await changeClient(
      deps,
      caller.user.firmId,
      clientId,
      body,
    );
    if (changed) {
      const action = restored ? 'CLIENT_RESTORED' : 'CLIENT_CHANGED';
      await deps.audit.append(actOf(caller, deps.clock, action, { clientId }));
    }
    return { body: clientView(client, connection) };
  };
}
