import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import { DomainError } from '#domain/errors.ts';
import type { TokenClaims } from '#domain/access/access.ts';
import { makeMfaMailCheck } from '#domain/user/mfa-reminders.ts';
import type { AuthenticatorEnrolment } from '#domain/user/ports.ts';
import { InMemoryAuditLog } from '../fakes/audit-log.ts';
import { InMemoryClientEditLock } from '../fakes/client-edit-lock.ts';
import { InMemoryClientRepository } from '../fakes/client-repository.ts';
import { InMemoryConnectionRepository } from '../fakes/connection-repository.ts';
import { InMemoryDismissalRepository } from '../fakes/dismissal-repository.ts';
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

/** The code that every authenticator app of these worlds shows. */
export const RIGHT_CODE = '123456';
export const TOTP_SECRET = 'JBSWY3DPEHPK3PXPCANARYTOTPSECRET';

/** Access tokens by what they say; all others are forged. */
export class IssuedTokens {
  private readonly issued = new Map<string, TokenClaims>();

  issue(claims: TokenClaims): string {
    const token = `token-${String(this.issued.size + 1)}-of-${claims.userId}`;
    this.issued.set(token, claims);
    return token;
  }

  verify(token: string): Promise<TokenClaims> {
    const claims = this.issued.get(token);
    if (claims !== undefined) return Promise.resolve(claims);
    return Promise.reject(new DomainError('unauthenticated', 'TOKEN_INVALID', 'Sign in again.'));
  }
}

class OneSecretEnrolment implements AuthenticatorEnrolment {
  private readonly begun = new Set<string>();

  begin(accessToken: string) {
    this.begun.add(accessToken);
    return Promise.resolve({ outcome: 'begun' as const, secret: TOTP_SECRET });
  }

  prove(accessToken: string, code: string) {
    if (!this.begun.has(accessToken)) return Promise.resolve('not-begun' as const);
    return Promise.resolve(code === RIGHT_CODE ? ('proven' as const) : ('wrong-code' as const));
  }
}

/** Every port of every route, in memory. */
export function apiPorts() {
  const clock = new FakeClock();
  const ids = new SequentialIds();
  const identity = new FakeXeroIdentity(clock);
  const vault = new InMemoryTokenVault();
  const users = new InMemoryUserRepository();
  const directory = new InMemoryUserDirectory();
  const connections = new InMemoryConnectionRepository();
  const audit = new InMemoryAuditLog();
  return {
    clock,
    ids,
    sleep: clock.sleep,
    identity,
    vault,
    custody: makeTokenCustody({ vault, identity, clock, ids, sleep: clock.sleep }),
    users,
    directory,
    connections,
    audit,
    reader: audit,
    tokens: new IssuedTokens(),
    enrolment: new OneSecretEnrolment(),
    firms: new InMemoryFirmRepository(),
    clients: new InMemoryClientRepository(),
    duplicates: new InMemoryDuplicateRepository(),
    dismissals: new InMemoryDismissalRepository(),
    syncs: new InMemorySyncRepository(),
    launcher: new RecordingSyncLauncher(),
    lock: new InMemoryClientEditLock(),
    idempotency: new InMemoryIdempotencyRepository(),
    transactions: new InMemoryOAuthTransactionRepository(),
    seats: new InMemorySeatRepository(),
    stayingAdmins: new InMemoryStayingAdminRepository(),
    outbox: new InMemoryOutbox(),
    mailer: new RecordingMailer(),
    mailProblems: new InMemoryMailProblemRepository(),
    grants: new FixedGrantAges(),
    portalUrl: 'https://portal.example',
    onProblem: () => undefined,
    onUnknownMfa: () => undefined,
    onInterrupted: () => undefined,
    onUnrecorded: () => undefined,
    isWanted: makeMfaMailCheck({ users, directory, connections }),
  };
}
export type ApiPorts = ReturnType<typeof apiPorts>;
