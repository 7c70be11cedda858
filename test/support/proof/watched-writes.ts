import type { WriteClaim } from '#domain/sync/run.ts';
import type { ProofWorld } from './world.ts';

export interface WatchedWrites {
  accepted: number;
  refused: number;
  /** Accepted although the item had been written with a newer claim. */
  stale: string[];
  /** Accepted although another run had the lease, or another connection had begun. */
  late: string[];
}

/** Notes every write of a client that the store accepts against the claims that went before, without asking the store. */
export function watchWrites({ clients, connections }: ProofWorld): WatchedWrites {
  const seen: WatchedWrites = { accepted: 0, refused: 0, stale: [], late: [] };
  const claims = new Map<string, WriteClaim>();
  const watched = async (
    [firmId, clientId, claim]: [string, string, WriteClaim],
    write: () => Promise<string>,
  ): Promise<void> => {
    // In memory the effect is there when the call returns, so this is the connection of that very moment.
    const connection = connections.peek(firmId);
    if ((await write()) !== 'written') {
      seen.refused += 1;
      return;
    }
    seen.accepted += 1;
    const said = `${clientId} by ${String(claim.epoch)}/${String(claim.fence)}`;
    const before = claims.get(clientId);
    if (before !== undefined && isNewer(before, claim)) seen.stale.push(said);
    claims.set(clientId, { epoch: claim.epoch, fence: claim.fence });
    if (connection !== undefined && isNewer(connection, claim)) seen.late.push(said);
  };
  const put = clients.putSynced.bind(clients);
  clients.putSynced = (firmId, client, hash, claim, over) => {
    const outcome = put(firmId, client, hash, claim, over);
    return watched([firmId, client.clientId, claim], () => outcome).then(() => outcome);
  };
  const archive = clients.archiveSynced.bind(clients);
  clients.archiveSynced = (firmId, clientId, claim, at, xpmUuid) => {
    const outcome = archive(firmId, clientId, claim, at, xpmUuid);
    return watched([firmId, clientId, claim], () => outcome).then(() => outcome);
  };
  const link = clients.link.bind(clients);
  clients.link = (firmId, clientId, linkedTo, claim) => {
    const outcome = link(firmId, clientId, linkedTo, claim);
    return watched([firmId, clientId, claim], () => outcome).then(() => outcome);
  };
  return seen;
}

function isNewer(one: WriteClaim, other: WriteClaim): boolean {
  return one.epoch > other.epoch || (one.epoch === other.epoch && one.fence > other.fence);
}
