import type * as z from 'zod';
import type { AuditLog } from '#domain/audit/ports.ts';
import type { FirmReader } from '#domain/firm/ports.ts';
import type { Clock } from '#domain/system.ts';
import type { contract } from './contract.ts';

export interface Deps {
  reader: FirmReader;
  audit: AuditLog;
  clock: Clock;
}

export function makeHandler({ reader, audit, clock }: Deps) {
  return async ({ firmId, cursor }: z.output<(typeof contract)['input']>) => {
    // Before anything is given away.
    if (cursor === null) {
      await audit.append({
        firmId,
        at: clock.now().toISOString(),
        action: 'FIRM_EXPORTED',
        actor: 'system',
        source: 'export-firm',
        result: 'success',
        details: {},
      });
    }
    const page = await reader.page(firmId, cursor ?? undefined);
    return { records: page.records, cursor: page.cursor ?? null };
  };
}
