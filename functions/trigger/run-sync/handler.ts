import type * as z from 'zod';
import type { AuditEvent } from '#domain/audit/audit.ts';
import type { AuditLog } from '#domain/audit/ports.ts';
import type { Dispatcher } from '#domain/sync/ports.ts';
import type { RequestedMode } from '#domain/sync/run.ts';
import type { StartSyncDeps } from '#domain/sync/start-sync.ts';
import { startSync } from '#domain/sync/start-sync.ts';
import type { contract } from './contract.ts';

export interface Deps extends StartSyncDeps {
  dispatcher: Dispatcher;
  audit: AuditLog;
}

type Answer = z.input<(typeof contract)['output']>;

/** Beyond every due time. */
const EVER = new Date('9999-12-31T00:00:00.000Z');

export function makeHandler(deps: Deps) {
  return (event: z.output<(typeof contract)['input']>): Promise<Answer> =>
    'all' in event ? syncAll(deps) : syncOne(deps, event.firmId, event.mode);
}

async function syncOne(deps: Deps, firmId: string, requestedMode: RequestedMode): Promise<Answer> {
  const { outcome, run } = await startSync(deps, { firmId, trigger: 'operator', requestedMode });
  const sync = { firmId, syncId: run.syncId };
  if (outcome === 'started') await deps.audit.append(requested(deps, firmId, { syncId: run.syncId }));
  return {
    started: outcome === 'started' ? [sync] : [],
    running: outcome === 'running' ? [sync] : [],
    due: 0,
  };
}

async function syncAll(deps: Deps): Promise<Answer> {
  const now = deps.clock.now();
  const answer: Answer = { started: [], running: [], due: 0 };
  let cursor: string | undefined;
  do {
    const page = await deps.connections.dueFirms({
      until: EVER,
      limit: 250,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { firmId } of page.due) {
      const connection = await deps.connections.get(firmId);
      if (connection?.state !== 'connected') continue;
      const { run } = connection;
      if (run !== undefined && run.leaseUntil > now.toISOString()) {
        answer.running.push({ firmId, syncId: run.syncId });
        continue;
      }
      await deps.connections.setDueAt(firmId, connection.epoch, now);
      await deps.audit.append(requested(deps, firmId, {}));
      answer.due += 1;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  if (answer.due > 0) await deps.dispatcher.start();
  return answer;
}

function requested(deps: Deps, firmId: string, details: { syncId?: string }): AuditEvent {
  return {
    firmId,
    at: deps.clock.now().toISOString(),
    action: 'SYNC_REQUESTED',
    actor: 'system',
    source: 'operator',
    result: 'success',
    details,
  };
}
