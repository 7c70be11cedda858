import { NO_COUNTS, type SyncCounts } from '#domain/sync/sync.ts';
import { aFirm, aUser, FIRM_ID } from './builders.ts';
import { InMemoryAuditLog } from './fakes/audit-log.ts';
import { InMemoryClientRepository } from './fakes/client-repository.ts';
import { InMemoryConnectionRepository } from './fakes/connection-repository.ts';
import { FixedGrantAges } from './fakes/grant-ages.ts';
import { InMemoryFirmRepository } from './fakes/firm-repository.ts';
import { RecordingMailer } from './fakes/mailer.ts';
import { InMemoryMailProblemRepository } from './fakes/mail-problem-repository.ts';
import { InMemoryOutbox } from './fakes/outbox.ts';
import { InMemorySyncRepository } from './fakes/sync-repository.ts';
import { FakeClock } from './fakes/system.ts';
import { InMemoryUserRepository } from './fakes/user-repository.ts';

/** Everything the end of a sync touches: a firm with two admins, a member, and one admin who left. */
export async function makeDeps() {
  const deps = {
    connections: new InMemoryConnectionRepository(),
    syncs: new InMemorySyncRepository(),
    firms: new InMemoryFirmRepository(),
    users: new InMemoryUserRepository(),
    clients: new InMemoryClientRepository(),
    outbox: new InMemoryOutbox(),
    mailer: new RecordingMailer(),
    grants: new FixedGrantAges(),
    mailProblems: new InMemoryMailProblemRepository(),
    audit: new InMemoryAuditLog(),
    clock: new FakeClock(),
    portalUrl: 'https://portal.example.com',
    problems: [] as string[],
    onProblem: ({ mailId, givenUp }: { mailId: string; givenUp: boolean }) => {
      deps.problems.push(`${mailId} ${givenUp ? 'given up' : 'postponed'}`);
    },
  };
  await deps.firms.create(aFirm());
  await deps.users.put(aUser('ada'));
  await deps.users.put(aUser('ben'));
  await deps.users.put(aUser('gone', { active: false }));
  await deps.users.put(aUser('mia', { role: 'member' }));
  return deps;
}

export type EndOfSyncDeps = Awaited<ReturnType<typeof makeDeps>>;

export const run = {
  firmId: FIRM_ID,
  syncId: 'SYNC1',
  epoch: 1,
  fence: 1,
  mode: 'full' as const,
  modifiedSince: null,
  startedAt: '2026-03-02T17:50:00.000Z',
};
/** What Find changes found. */
export function found(
  counts: Partial<SyncCounts> = {},
  rest: { issueCount?: number; absenceCounts?: boolean } = {},
) {
  return {
    counts: { ...NO_COUNTS, ...counts },
    pages: 1,
    issueCount: 0,
    missedByDelta: 0,
    absenceCounts: true,
    quota: { dayRemaining: 4900, minuteRemaining: 58 },
    ...rest,
  };
}

const PLACES = {
  'outbox.put': ['outbox', 'put'],
  'syncs.put': ['syncs', 'put'],
  'audit.append': ['audit', 'append'],
  'connections.finishRun': ['connections', 'finishRun'],
} as const;

/** The same ports, one call of which ends the process: before it is made, or after it was. */
export function killAt(original: EndOfSyncDeps, call: keyof typeof PLACES, after: boolean): EndOfSyncDeps {
  const [port, method] = PLACES[call];
  const killing = new Proxy(original[port], {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...parameters: unknown[]) => {
        if (name !== method) return Reflect.apply(value, target, parameters) as unknown;
        if (after) await Reflect.apply(value, target, parameters);
        throw new Error('killed');
      };
    },
  });
  return { ...original, [port]: killing };
}
