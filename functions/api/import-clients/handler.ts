import type * as z from 'zod';
import type { AuditLog } from '#domain/audit/ports.ts';
import { importClients, type ImportDeps, previewImport } from '#domain/client-file/import-clients.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';
import type { contract } from './contract.ts';

export interface Deps extends ImportDeps {
  audit: AuditLog;
}

interface Request {
  caller: Caller;
  query: z.output<(typeof contract)['query']>;
  body: Uint8Array;
}

export function makeHandler(deps: Deps) {
  return async ({ caller, query, body }: Request) => {
    const { firmId } = caller.user;
    if (query.preview === 'true') return { body: await previewImport(deps, firmId, body) };
    const result = await importClients(deps, firmId, body);
    await deps.audit.append(actOf(caller, deps.clock, 'CLIENTS_IMPORTED', { ...result.counts }));
    return { body: result };
  };
}
