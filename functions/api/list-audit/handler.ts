import type * as z from 'zod';
import { exportAudit } from '#domain/audit/export-audit.ts';
import type { AuditFilter, AuditLog, AuditReader } from '#domain/audit/ports.ts';
import { csvHeaders } from '#domain/csv/bounded-csv.ts';
import type { Clock } from '#domain/system.ts';
import type { Caller } from '#runtime/http.ts';
import type { MediaType } from '#runtime/media-types.ts';
import { actOf } from '../act.ts';
import type { contract } from './contract.ts';

export interface Deps {
  reader: AuditReader;
  audit: AuditLog;
  clock: Clock;
}

interface Request {
  caller: Caller;
  query: z.output<(typeof contract)['query']>;
  accepts: MediaType;
}

export function makeHandler(deps: Deps) {
  return async ({ caller, query, accepts }: Request) => {
    const { firmId } = caller.user;
    const filter = filterOf(query);
    if (accepts === 'text/csv') return exported(deps, caller, filter);
    const { limit, cursor } = query;
    const page = await deps.reader.list(firmId, filter, { limit, cursor });
    return { body: { events: page.events, cursor: page.cursor ?? null } };
  };
}

async function exported(deps: Deps, caller: Caller, filter: AuditFilter) {
  const file = await exportAudit(deps.reader, caller.user.firmId, filter);
  const { rows, cut } = file;
  await deps.audit.append(actOf(caller, deps.clock, 'AUDIT_EXPORTED', { events: rows, cut }));
  const day = deps.clock.now().toISOString().slice(0, 10);
  return { text: file.csv, headers: csvHeaders(`audit-${day}`, file) };
}

function filterOf({ action, actor, from, to }: Request['query']): AuditFilter {
  return {
    action,
    actor,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
}
