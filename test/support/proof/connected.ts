import { aConnection } from '../builders.ts';
import { tenantOf, xpmClient } from './practices.ts';
import { firmNo, proofWorld, type ProofWorld } from './world.ts';

export const SLOT = '2026-03-02T17:55:00.000Z';

/** So many firms, each connected to its practice a minute ago and due, with so many clients in XPM. */
export async function connectedFirm(clients = 4, firms = 1): Promise<ProofWorld> {
  const world = await proofWorld(firms);
  const { clock, connections, gateway, identity, vault } = world;
  const connectedAt = new Date(clock.now().getTime() - 60_000).toISOString();
  for (let firm = 1; firm <= firms; firm += 1) {
    const firmId = firmNo(firm);
    const practice = { tenantId: tenantOf(firm), connectionId: `connection-${String(firm)}`, name: null };
    const connectedBy = { userId: `ada-${String(firm)}`, name: 'Ada' };
    connections.seed(aConnection({ firmId, connectedAt, connectedBy, practice, fence: 0, dueAt: SLOT }));
    gateway.grant(firm);
    gateway.at(firm).put(Array.from({ length: clients }, (_, index) => xpmClient(index)));
    await vault.create(firmId, identity.issue());
  }
  return world;
}
