import type { Connection } from '#domain/connection/connection.ts';
import type { WriteClaim } from '#domain/sync/run.ts';
import type { Point } from './actor.ts';
import type { StandIns } from './standins.ts';

/** A write of a client by a sync, as the store answered it. */
export interface ClientWrite {
  at: number;
  call: string;
  firmId: string;
  clientId: string;
  claim: WriteClaim;
  outcome: unknown;
  /** What the connection was at that moment. */
  now: { state: string | undefined; epoch: number; fence: number; tenantId: string | undefined };
}

/** What happened, for those who judge a run when it is over. */
export interface History {
  clientWrites: ClientWrite[];
  /** Requests to Xero: begun and ended, in milliseconds. */
  xero: { call: string; at: number }[];
  refreshes: { token: string; at: number; accepted: boolean }[];
  /** What states were given, as JSON. */
  payloads: string[];
  /** A line for every answer that somebody got. */
  trace: string[] | undefined;
}

export const nothingHappened = (): History => ({
  clientWrites: [],
  xero: [],
  refreshes: [],
  payloads: [],
  trace: undefined,
});

const XERO = /^(identity|gateway)\./;

export function note(history: History, all: StandIns, at: number, point: Point): void {
  const { actor, call, side, args, answer } = point;
  if (side === 'before') {
    // A list is one request, however many pieces it comes in.
    if (XERO.test(call) && call !== 'gateway.listClients') history.xero.push({ call, at });
    return;
  }
  if (call === 'clients.putSynced' || call === 'clients.archiveSynced' || call === 'clients.link') {
    history.clientWrites.push(writeOf(all, at, point));
  } else if (call === 'identity.refresh') {
    const { refreshToken } = args[0] as { refreshToken: string };
    history.refreshes.push({ token: refreshToken, at, accepted: !(answer instanceof Error) });
  }
  history.trace?.push(`${String(at)} ${actor} ${call} ${JSON.stringify(args)} ${shown(answer)}`);
}

function shown(answer: unknown): string {
  return answer instanceof Error ? answer.name : JSON.stringify(answer);
}

function writeOf(all: StandIns, at: number, { call, args, answer }: Point): ClientWrite {
  const [firmId, client] = args as [string, string | { clientId: string }];
  const claim = args[call === 'clients.archiveSynced' ? 2 : 3] as WriteClaim;
  const connection = connectionNow(all, firmId);
  return {
    at,
    call,
    firmId,
    clientId: typeof client === 'string' ? client : client.clientId,
    claim: { epoch: claim.epoch, fence: claim.fence },
    outcome: answer,
    now: {
      state: connection?.state,
      epoch: connection?.epoch ?? 0,
      fence: connection?.fence ?? 0,
      tenantId: connection?.practice.tenantId,
    },
  };
}

/** Without waiting for an answer: as it is at this very moment. */
export function connectionNow(all: StandIns, firmId: string): Connection | undefined {
  const { firms } = all.connections as unknown as { firms: Map<string, { connection: Connection }> };
  return firms.get(firmId)?.connection;
}

export function watchNow(all: StandIns, firmId: string): string | undefined {
  return (all.connections as unknown as { watches: Map<string, string> }).watches.get(firmId);
}

export function cleanupNow(all: StandIns, firmId: string): string | undefined {
  const { firms } = all.connections as unknown as { firms: Map<string, { cleanupAt?: string }> };
  return firms.get(firmId)?.cleanupAt;
}
