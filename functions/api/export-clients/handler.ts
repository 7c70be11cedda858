import type { AuditLog } from '#domain/audit/ports.ts';
import { exportClients } from '#domain/client-file/export-clients.ts';
import type { ClientRepository } from '#domain/client/ports.ts';
import type { Clock } from '#domain/system.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';

export interface Deps {
  clients: Pick<ClientRepository, 'all'>;
  audit: AuditLog;
  clock: Clock;
}

export function makeHandler(deps: Deps) {
  return async ({ caller }: { caller: Caller }) => {
    const { csv, clients } = await exportClients(deps.clients, caller.user.firmId);
    await deps.audit.append(actOf(caller, deps.clock, 'CLIENTS_EXPORTED', { clients }));
    const day = deps.clock.now().toISOString().slice(0, 10);
    return {
      body: csv,
      headers: { 'content-disposition': `attachment; filename="clients-${day}.csv"` },
    };
  };
}
