import type { Connection } from '#domain/connection/connection.ts';
import type { PracticeListRequest } from '#domain/practice/ports.ts';
import { aConnection, aFirm, aUser, FIRM_ID } from '../../builders.ts';
import { xeroConnection } from '../../connection-world.ts';
import { InMemoryAuditLog } from '../../fakes/audit-log.ts';
import { InMemoryChangePageRepository } from '../../fakes/change-page-repository.ts';
import { InMemoryClientEditLock } from '../../fakes/client-edit-lock.ts';
import { InMemoryClientRepository } from '../../fakes/client-repository.ts';
import { InMemoryConnectionRepository } from '../../fakes/connection-repository.ts';
import { InMemoryDuplicateRepository } from '../../fakes/duplicate-repository.ts';
import { InMemoryFirmRepository } from '../../fakes/firm-repository.ts';
import { FixedGrantAges } from '../../fakes/grant-ages.ts';
import { InMemoryMailProblemRepository } from '../../fakes/mail-problem-repository.ts';
import { RecordingMailer } from '../../fakes/mailer.ts';
import { InMemoryOAuthTransactionRepository } from '../../fakes/oauth-transaction-repository.ts';
import { InMemoryOutbox } from '../../fakes/outbox.ts';
import { InMemorySeatRepository } from '../../fakes/seat-repository.ts';
import { InMemoryStayingAdminRepository } from '../../fakes/staying-admin-repository.ts';
import { RecordingSyncLauncher } from '../../fakes/sync-launcher.ts';
import { InMemorySyncRepository } from '../../fakes/sync-repository.ts';
import { SequentialIds } from '../../fakes/system.ts';
import { InMemoryTokenVault } from '../../fakes/token-vault.ts';
import { InMemoryUserDirectory } from '../../fakes/user-directory.ts';
import { InMemoryUserRepository } from '../../fakes/user-repository.ts';
import { FakeXeroIdentity } from '../../fakes/xero-identity.ts';
import { ScriptedPractice } from '../../practice/scripted-practice.ts';
import { record } from '../../practice/world.ts';
import type { VirtualClock } from './virtual-clock.ts';

export const OTHER_FIRM_ID = '22222222-2222-4222-8222-222222222222';
export const TENANT = 'tenant-1';
export const OTHER_TENANT = 'tenant-2';

/** Two practices that the same admin may connect. */
export class Practices {
  readonly first: ScriptedPractice;
  readonly second: ScriptedPractice;

  constructor(clock: VirtualClock) {
    this.first = new ScriptedPractice(clock);
    this.second = new ScriptedPractice(clock);
  }

  listClients(request: PracticeListRequest) {
    return (request.tenantId === OTHER_TENANT ? this.second : this.first).listClients(request);
  }
}

/** Everything that outlives a process, in memory. */
export function standIns(clock: VirtualClock) {
  const practices = new Practices(clock);
  return {
    connections: new InMemoryConnectionRepository(),
    transactions: new InMemoryOAuthTransactionRepository(),
    vault: new InMemoryTokenVault(),
    identity: new FakeXeroIdentity(clock),
    practices,
    first: practices.first,
    second: practices.second,
    clients: new InMemoryClientRepository(),
    duplicates: new InMemoryDuplicateRepository(),
    lock: new InMemoryClientEditLock(),
    pages: new InMemoryChangePageRepository(),
    syncs: new InMemorySyncRepository(),
    launcher: new RecordingSyncLauncher(),
    firms: new InMemoryFirmRepository(),
    users: new InMemoryUserRepository(),
    stayingAdmins: new InMemoryStayingAdminRepository(),
    seats: new InMemorySeatRepository(),
    directory: new InMemoryUserDirectory(),
    outbox: new InMemoryOutbox(),
    mailer: new RecordingMailer(),
    mailProblems: new InMemoryMailProblemRepository(),
    grants: new FixedGrantAges(),
    audit: new InMemoryAuditLog(),
    ids: new SequentialIds(),
  };
}
export type StandIns = ReturnType<typeof standIns>;

/** A firm with two admins, a member and one who left; and another firm, whose clients are nobody else's business. */
export async function populate(all: StandIns, clock: VirtualClock): Promise<void> {
  await all.firms.create(aFirm({ timeZone: 'UTC' }));
  await all.users.put(aUser('ada'));
  await all.users.put(aUser('ben'));
  await all.users.put(aUser('gone', { active: false }));
  await all.users.put(aUser('mia', { role: 'member' }));
  all.directory.withMfa.add('ada').add('ben').add('mia');
  const now = clock.now();
  await all.firms.create(aFirm({ firmId: OTHER_FIRM_ID, timeZone: 'UTC' }));
  await all.users.put(aUser('eve', { firmId: OTHER_FIRM_ID }));
  const other: Connection = aConnection({
    firmId: OTHER_FIRM_ID,
    practice: { tenantId: 'tenant-9', connectionId: 'connection-9', name: null },
    dueAt: new Date(now.getTime() + 90 * 86_400_000).toISOString(),
    lastSync: { syncId: 'OTHER', status: 'succeeded', finishedAt: now.toISOString() },
  });
  all.connections.seed(other);
  for (const index of [900, 901]) {
    const { fields } = record(index);
    all.clients.seed(OTHER_FIRM_ID, {
      clientId: `other-${String(index)}`,
      xpmUuid: fields['UUID'] ?? '',
      name: `Canary of the other firm ${String(index)}`,
      status: 'client',
      contacts: [],
      updatedAt: now.toISOString(),
    });
  }
  all.identity.listed = [xeroConnection('1', { tenantId: TENANT, connectionId: 'connection-1' })];
}

/** As if an admin had connected a moment ago, with nothing synced yet. */
export async function connect(all: StandIns, clock: VirtualClock): Promise<void> {
  const now = clock.now().toISOString();
  all.connections.seed(aConnection({ firmId: FIRM_ID, connectedAt: now, fence: 0, dueAt: now }));
  await all.vault.create(FIRM_ID, all.identity.issue());
}
