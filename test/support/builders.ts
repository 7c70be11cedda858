import type { Client } from '#domain/client/client.ts';
import type { Connection } from '#domain/connection/connection.ts';
import type { Firm } from '#domain/firm/firm.ts';
import type { Run } from '#domain/sync/run.ts';
import { NO_COUNTS, type Sync } from '#domain/sync/sync.ts';
import type { User } from '#domain/user/user.ts';

export const FIRM_ID = '11111111-1111-4111-8111-111111111111';

export function aFirm(changes: Partial<Firm> = {}): Firm {
  return {
    firmId: FIRM_ID,
    name: 'Kauri Accounting',
    timeZone: 'Pacific/Auckland',
    syncTimes: ['06:00', '18:00'],
    summaryMail: 'changes-and-failures',
    membersMaySync: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
}

export function aUser(userId: string, changes: Partial<User> = {}): User {
  return {
    firmId: FIRM_ID,
    userId,
    email: `${userId}@example.com`,
    name: `User ${userId}`,
    role: 'admin',
    active: true,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
}

export function aRun(changes: Partial<Run> = {}): Run {
  return {
    syncId: 'SYNC1',
    trigger: 'manual',
    requestedMode: 'auto',
    mode: 'full',
    phase: 'running',
    startedAt: '2026-03-02T17:50:00.000Z',
    startedBy: { userId: 'ada', name: 'User ada' },
    leaseUntil: '2026-03-02T18:20:00.000Z',
    progress: { written: 0 },
    ...changes,
  };
}

export function aConnection(changes: Partial<Connection> = {}): Connection {
  return {
    firmId: FIRM_ID,
    state: 'connected',
    epoch: 1,
    fence: 1,
    practice: { tenantId: 'tenant-1', connectionId: 'connection-1', name: 'Kauri Practice' },
    connectedBy: { userId: 'ada', name: 'User ada' },
    connectedAt: '2026-01-02T00:00:00.000Z',
    dueAt: '2026-03-03T05:10:00.000Z',
    ...changes,
  };
}

export function aSync(changes: Partial<Sync> = {}): Sync {
  return {
    syncId: 'SYNC1',
    trigger: 'manual',
    mode: 'full',
    status: 'succeeded',
    startedAt: '2026-03-02T17:50:00.000Z',
    finishedAt: '2026-03-02T17:55:00.000Z',
    startedBy: { userId: 'ada', name: 'User ada' },
    counts: NO_COUNTS,
    progress: null,
    xeroRequests: 2,
    quota: null,
    missedByDelta: null,
    failure: null,
    attention: null,
    ...changes,
  };
}

export function aClient(clientId: string, changes: Partial<Client> = {}): Client {
  return {
    clientId,
    xpmUuid: `xpm-${clientId}`,
    name: `Client ${clientId}`,
    status: 'client',
    contacts: [{ contactId: 'c1', name: 'Aroha Owner', email: 'aroha@example.com', isPrimary: true }],
    updatedAt: '2026-01-01T00:00:00.000Z',
    webUrl: `https://practicemanager.xero.com/Client/${clientId}/Detail`,
    ...changes,
  };
}
