import type * as z from 'zod';
import type { Connection } from '#domain/connection/connection.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import type { Clock } from '#domain/system.ts';
import type { Caller } from '#runtime/http.ts';
import type { ResponseSchema } from './contract.ts';

export interface Deps {
  connections: ConnectionRepository;
  clock: Clock;
}

type Response = z.input<typeof ResponseSchema>;

const NEVER: Response = {
  state: 'never',
  practice: null,
  connectedBy: null,
  connectedAt: null,
  disconnect: null,
  nextSyncAt: null,
  lastSync: null,
  currentSyncId: null,
  quota: null,
};

export function makeHandler(deps: Deps) {
  return async ({ caller }: { caller: Caller }) => {
    const connection = await deps.connections.get(caller.user.firmId);
    return { body: connection === undefined ? NEVER : describe(connection, deps.clock.now()) };
  };
}

function describe(connection: Connection, now: Date): Response {
  const { state, practice, connectedBy, connectedAt, disconnect, run } = connection;
  const isRunning = run !== undefined && Date.parse(run.leaseUntil) > now.getTime();
  return {
    state,
    practice: { name: practice.name, tenantId: practice.tenantId },
    connectedBy,
    connectedAt,
    disconnect:
      disconnect === undefined
        ? null
        : { cause: disconnect.cause, at: disconnect.at, by: disconnect.by ?? null },
    // While disconnected the same attribute says when the clean-up is due.
    nextSyncAt: state === 'connected' ? (connection.dueAt ?? null) : null,
    lastSync: connection.lastSync ?? null,
    currentSyncId: isRunning ? run.syncId : null,
    quota: connection.quota ?? null,
  };
}
