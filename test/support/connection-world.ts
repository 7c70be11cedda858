import type { Client } from '#domain/client/client.ts';
import type { Connection } from '#domain/connection/connection.ts';
import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import type { XeroConnection } from '#domain/connection/ports.ts';
import type { Firm } from '#domain/firm/firm.ts';
import type { Run } from '#domain/sync/run.ts';
import type { User } from '#domain/user/user.ts';
import { InMemoryAuditLog } from './fakes/audit-log.ts';
import { InMemoryClientRepository } from './fakes/client-repository.ts';
import { InMemoryConnectionRepository } from './fakes/connection-repository.ts';
import { FixedGrantAges } from './fakes/grant-ages.ts';
import { InMemoryFirmRepository } from './fakes/firm-repository.ts';
import { InMemoryOAuthTransactionRepository } from './fakes/oauth-transaction-repository.ts';
import { RecordingMailer } from './fakes/mailer.ts';
import { InMemoryMailProblemRepository } from './fakes/mail-problem-repository.ts';
import { InMemoryOutbox } from './fakes/outbox.ts';
import { RecordingSyncLauncher } from './fakes/sync-launcher.ts';
import { InMemorySyncRepository } from './fakes/sync-repository.ts';
import { FakeClock, SequentialIds } from './fakes/system.ts';
import { InMemoryTokenVault } from './fakes/token-vault.ts';
import { InMemoryUserDirectory } from './fakes/user-directory.ts';
import { InMemoryUserRepository } from './fakes/user-repository.ts';
import { FakeXeroIdentity } from './fakes/xero-identity.ts';

export const FIRM = '6f0e2bb0-6a2f-4c5e-9d43-0d3f7e8a1b2c';
export const OTHER_FIRM = '7a1e2bb0-6a2f-4c5e-9d43-0d3f7e8a1b2c';
export const ADMIN: User = {
  firmId: FIRM,
  userId: 'admin-1',
  email: 'ada@example.com',
  name: 'Ada Admin',
  role: 'admin',
  active: true,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const FIRM_RECORD: Firm = {
  firmId: FIRM,
  name: 'Firm',
  timeZone: 'Pacific/Auckland',
  syncTimes: ['06:00', '18:00'],
  summaryMail: 'changes-and-failures',
  membersMaySync: false,
  createdAt: '2026-01-01T00:00:00.000Z',
};
export const CALLER = { sourceIp: '203.0.113.7', requestId: 'request-1', mfa: true };

export function xeroConnection(id: string, changes: Partial<XeroConnection> = {}): XeroConnection {
  return {
    connectionId: `connection-${id}`,
    tenantId: `tenant-${id}`,
    tenantType: 'PRACTICEMANAGER',
    tenantName: `Practice ${id}`,
    authEventId: 'event-1',
    reconnected: false,
    ...changes,
  };
}

export function connectionOf(changes: Partial<Connection> = {}): Connection {
  return {
    firmId: FIRM,
    state: 'connected',
    epoch: 3,
    fence: 7,
    practice: { tenantId: 'tenant-a', connectionId: 'connection-a', name: 'Practice a' },
    connectedBy: { userId: ADMIN.userId, name: ADMIN.name },
    connectedAt: '2026-03-01T00:00:00.000Z',
    ...changes,
  };
}

export function runOf(changes: Partial<Run> = {}): Run {
  return {
    syncId: 'sync-1',
    trigger: 'manual',
    requestedMode: 'auto',
    phase: 'running',
    startedAt: '2026-03-02T17:55:00.000Z',
    leaseUntil: '2026-03-02T18:15:00.000Z',
    progress: { written: 0 },
    ...changes,
  };
}

/** Every port of the connection's life in memory, with one firm and one admin. */
export async function connectionWorld() {
  const clock = new FakeClock();
  const ids = new SequentialIds();
  const identity = new FakeXeroIdentity(clock);
  const vault = new InMemoryTokenVault();
  const custody = makeTokenCustody({ vault, identity, clock, ids, sleep: clock.sleep });
  const world = {
    clock,
    ids,
    // Time-outs that are raced against never come; what is waited for on purpose is shorter, and over at once.
    sleep: (milliseconds: number) =>
      milliseconds < 10_000 ? Promise.resolve() : new Promise<void>(() => undefined),
    identity,
    vault,
    custody,
    connections: new InMemoryConnectionRepository(),
    transactions: new InMemoryOAuthTransactionRepository(),
    clients: new InMemoryClientRepository(),
    firms: new InMemoryFirmRepository(),
    users: new InMemoryUserRepository(),
    directory: new InMemoryUserDirectory(),
    syncs: new InMemorySyncRepository(),
    launcher: new RecordingSyncLauncher(),
    audit: new InMemoryAuditLog(),
    outbox: new InMemoryOutbox(),
    mailer: new RecordingMailer(),
    grants: new FixedGrantAges(),
    mailProblems: new InMemoryMailProblemRepository(),
    onProblem: () => undefined,
    portalUrl: 'https://portal.example',
  };
  await world.firms.create(FIRM_RECORD);
  await world.users.put(ADMIN);
  return world;
}
export type ConnectionWorld = Awaited<ReturnType<typeof connectionWorld>>;

/** A client that a sync of an earlier practice left in the portal. */
export async function storeSyncedClient(world: ConnectionWorld): Promise<void> {
  const client: Client = {
    clientId: 'client-1',
    xpmUuid: '11111111-1111-4111-8111-111111111111',
    name: 'Old client',
    status: 'client',
    contacts: [],
    updatedAt: '2026-02-01T00:00:00.000Z',
  };
  await world.clients.putSynced(FIRM, client, 'hash', { epoch: 1, fence: 1 });
}
