import type { AuditLog } from '#domain/audit/ports.ts';
import { importClients, type ImportDeps } from '#domain/client-file/import-clients.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';

export interface Deps extends ImportDeps {
  audit: AuditLog;
}

export function makeHandler(deps: Deps) {
  return async ({ caller, body }: { caller: Caller; body: Uint8Array }) => {
    const result = await importClients(deps, caller.user.firmId, body);
    await deps.audit.append(actOf(caller, deps.clock, 'CLIENTS_IMPORTED', { ...result.counts }));
    return { body: result };
  };
}
