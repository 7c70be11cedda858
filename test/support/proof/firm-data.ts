import { duplicateIdOf } from '#domain/ids.ts';
import { proposed } from '#domain/duplicate/duplicate.ts';
import { NO_COUNTS } from '#domain/sync/sync.ts';
import type { State } from '../access-matrix.ts';
import { aClient, aConnection, aFirm, aSync, aUser } from '../builders.ts';
import { xeroConnection } from '../connection-world.ts';
import type { ApiPorts } from './api-ports.ts';

/** Two firms with the same of everything; each one's texts say whose they are. */
export const FIRMS = {
  a: { firmId: '11111111-1111-4111-8111-111111111111', mark: 'canary-of-a', epoch: 3 },
  b: { firmId: '22222222-2222-4222-8222-222222222222', mark: 'canary-of-b', epoch: 5 },
} as const;
export type FirmName = keyof typeof FIRMS;
export const PEOPLE = ['admin', 'second', 'member', 'spare'] as const;
export type PersonName = (typeof PEOPLE)[number];

export const userIdOf = (firm: FirmName, person: PersonName) => `${FIRMS[firm].mark}-${person}`;
const HELD_SYNC = { a: '01KKA0000000000000000HELDA', b: '01KKA0000000000000000HELDB' };
const OLD_SYNC = { a: '01KJA00000000000000000LDA', b: '01KJA00000000000000000LDB' };

/** What can be found under each kind of id, in a firm whose connection is so. */
export function idsOf(firm: FirmName, state: State): Record<string, string> {
  const { mark, epoch } = FIRMS[firm];
  const notice = { never: 'none:none', connected: `removals-held:${HELD_SYNC[firm]}` };
  const isOver = state === 'broken' || state === 'disconnected';
  return {
    userId: userIdOf(firm, 'spare'),
    clientId: `${mark}-by-hand`,
    syncId: HELD_SYNC[firm],
    noticeId: isOver ? `disconnected:${String(epoch)}` : notice[state],
    duplicateId: duplicateIdOf(`${mark}-by-hand`, `${mark}-synced-2`),
  };
}

export async function seedFirm(ports: ApiPorts, firm: FirmName, state: State): Promise<void> {
  const { firmId, mark } = FIRMS[firm];
  await ports.firms.create(aFirm({ firmId, name: `Firm ${mark}`, membersMaySync: true }));
  for (const person of PEOPLE) {
    const userId = userIdOf(firm, person);
    const role = person === 'admin' || person === 'second' ? 'admin' : 'member';
    const email = `${person}@${mark}.example`;
    await ports.users.put(aUser(userId, { firmId, role, email, name: `${person} ${mark}` }));
  }
  await seedClients(ports, firm);
  await seedSyncs(ports, firm);
  if (state !== 'never') await seedConnection(ports, firm, state);
}

async function seedClients(ports: ApiPorts, firm: FirmName): Promise<void> {
  const { firmId, mark } = FIRMS[firm];
  const contacts = [
    { contactId: 'c1', name: `Owner ${mark}`, email: `owner@${mark}.example`, isPrimary: true },
  ];
  const texts = { contacts, email: `office@${mark}.example`, address: `1 ${mark} Street` };
  const byHand = aClient(`${mark}-by-hand`, { ...texts, name: `By hand ${mark}` });
  delete byHand.xpmUuid;
  ports.clients.seed(firmId, byHand);
  for (const number of ['1', '2']) {
    const clientId = `${mark}-synced-${number}`;
    const client = aClient(clientId, {
      ...texts,
      name: `Synced ${number} ${mark}`,
      xpmUuid: `xpm-${clientId}`,
    });
    ports.clients.seed(firmId, client, 'hash');
  }
  const sides = {
    existing: { clientId: byHand.clientId, name: byHand.name, status: 'client' as const },
    incoming: {
      clientId: `${mark}-synced-2`,
      name: `Synced 2 ${mark}`,
      status: 'client' as const,
      xpmUuid: `xpm-${mark}-synced-2`,
    },
  };
  await ports.duplicates.record(firmId, proposed({ ...sides, reason: 'name' }, ports.clock.now()));
}

async function seedSyncs(ports: ApiPorts, firm: FirmName): Promise<void> {
  const { firmId, mark } = FIRMS[firm];
  const startedBy = { userId: userIdOf(firm, 'admin'), name: `admin ${mark}` };
  const counts = { ...NO_COUNTS, held: 3 };
  await ports.syncs.put(firmId, aSync({ syncId: HELD_SYNC[firm], status: 'held', startedBy, counts }));
  await ports.syncs.put(firmId, aSync({ syncId: OLD_SYNC[firm], startedBy }));
}

async function seedConnection(ports: ApiPorts, firm: FirmName, state: State): Promise<void> {
  const { firmId, mark, epoch } = FIRMS[firm];
  const connectedBy = { userId: userIdOf(firm, 'admin'), name: `admin ${mark}` };
  const practice = {
    tenantId: `tenant-${mark}`,
    connectionId: `connection-${mark}`,
    name: `Practice ${mark}`,
  };
  const lastSync = { syncId: HELD_SYNC[firm], status: 'held', finishedAt: '2026-03-02T17:55:00.000Z' };
  const base = aConnection({ firmId, epoch, practice, connectedBy, lastSync });
  const disconnect = { at: '2026-03-02T17:00:00.000Z', by: connectedBy };
  ports.identity.listed.push(xeroConnection(mark, practice));
  if (state !== 'disconnected') await ports.vault.create(firmId, ports.identity.issue());
  if (state === 'connected') {
    ports.connections.seed(base);
    return;
  }
  delete base.dueAt;
  const [ended, cause] =
    state === 'broken' ? ([state, 'unexpected'] as const) : (['disconnected', 'disconnected-here'] as const);
  ports.connections.seed({ ...base, state: ended, disconnect: { ...disconnect, cause } });
}
