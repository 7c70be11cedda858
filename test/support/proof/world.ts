import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import { makeMfaMailCheck } from '#domain/user/mfa-reminders.ts';
import { aFirm, aUser } from '../builders.ts';
import { InMemoryAuditLog } from '../fakes/audit-log.ts';
import { InMemoryChangePageRepository } from '../fakes/change-page-repository.ts';
import { InMemoryClientEditLock } from '../fakes/client-edit-lock.ts';
import { InMemoryClientRepository } from '../fakes/client-repository.ts';
import { InMemoryConnectionRepository } from '../fakes/connection-repository.ts';
import { InMemoryDuplicateRepository } from '../fakes/duplicate-repository.ts';
import { InMemoryFirmRepository } from '../fakes/firm-repository.ts';
import { FixedGrantAges } from '../fakes/grant-ages.ts';
import { InMemoryIdempotencyRepository } from '../fakes/idempotency-repository.ts';
import { InMemoryMailProblemRepository } from '../fakes/mail-problem-repository.ts';
import { RecordingMailer } from '../fakes/mailer.ts';
import { InMemoryOAuthTransactionRepository } from '../fakes/oauth-transaction-repository.ts';
import { InMemoryOutbox } from '../fakes/outbox.ts';
import { InMemorySeatRepository } from '../fakes/seat-repository.ts';
import { InMemoryStayingAdminRepository } from '../fakes/staying-admin-repository.ts';
import { RecordingSyncLauncher } from '../fakes/sync-launcher.ts';
import { InMemorySyncRepository } from '../fakes/sync-repository.ts';
import { FakeClock, SequentialIds } from '../fakes/system.ts';
import { InMemoryTokenVault } from '../fakes/token-vault.ts';
import { InMemoryUserDirectory } from '../fakes/user-directory.ts';
import { InMemoryUserRepository } from '../fakes/user-repository.ts';
import { FakeXeroIdentity } from '../fakes/xero-identity.ts';
import { Practices } from './practices.ts';

export const firmNo = (firm: number) => `${String(firm).repeat(8)}-1111-4111-8111-111111111111`;

/** Every port of the product in memory, with so many firms (numbered from 1): two admins and a member each. */
export async function proofWorld(firms = 1) {
  const clock = new FakeClock();
  const ids = new SequentialIds();
  const identity = new FakeXeroIdentity(clock);
  const vault = new InMemoryTokenVault();
  const connections = new InMemoryConnectionRepository();
  const gateway = new Practices(clock, identity);
  const directory = new InMemoryUserDirectory();
  const users = new InMemoryUserRepository();
  const problems: string[] = [];
  const world = {
    clock,
    ids,
    identity,
    vault,
    tokens: vault,
    custody: makeTokenCustody({ vault, identity, clock, ids, sleep: clock.sleep }),
    connections,
    watch: connections,
    gateway,
    clients: new InMemoryClientRepository(),
    duplicates: new InMemoryDuplicateRepository(),
    pages: new InMemoryChangePageRepository(),
    syncs: new InMemorySyncRepository(),
    firms: new InMemoryFirmRepository(),
    users,
    directory,
    stayingAdmins: new InMemoryStayingAdminRepository(),
    seats: new InMemorySeatRepository(),
    transactions: new InMemoryOAuthTransactionRepository(),
    idempotency: new InMemoryIdempotencyRepository(clock),
    lock: new InMemoryClientEditLock(),
    launcher: new RecordingSyncLauncher(),
    outbox: new InMemoryOutbox(),
    mailer: new RecordingMailer(),
    mailProblems: new InMemoryMailProblemRepository(),
    grants: new FixedGrantAges(),
    audit: new InMemoryAuditLog(),
    isWanted: makeMfaMailCheck({ users, directory, connections }),
    portalUrl: 'https://portal.example.com',
    sleep: clock.sleep,
    random: () => 0.5,
    problems,
    onProblem: ({ mailId }: { mailId: string }) => {
      problems.push(mailId);
    },
    onInterrupted: (error: unknown) => {
      problems.push(String(error));
    },
  };
  for (let firm = 1; firm <= firms; firm += 1) {
    const firmId = firmNo(firm);
    await world.firms.create(aFirm({ firmId, name: `Firm ${String(firm)}`, timeZone: 'UTC' }));
    for (const name of ['ada', 'ben']) await users.put(userOf(firm, name));
    await users.put(userOf(firm, 'mia', 'member'));
  }
  return world;
}

export type ProofWorld = Awaited<ReturnType<typeof proofWorld>>;

export function userOf(firm: number, name: string, role: 'admin' | 'member' = 'admin') {
  return aUser(`${name}-${String(firm)}`, { firmId: firmNo(firm), role });
}

/** Whoever asks, as a route sees them. */
export function callerOf(firm: number, name = 'ada') {
  return { user: userOf(firm, name), mfa: true, sourceIp: '203.0.113.7', requestId: 'request-1' };
}
