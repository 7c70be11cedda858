import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DynamoAuditReader } from '#adapters/dynamodb/audit-reader.ts';
import { DynamoChangePageRepository } from '#adapters/dynamodb/change-page-repository.ts';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoDismissalRepository } from '#adapters/dynamodb/dismissal-repository.ts';
import { DynamoDuplicateRepository } from '#adapters/dynamodb/duplicate-repository.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { DynamoIdempotencyRepository } from '#adapters/dynamodb/idempotency-repository.ts';
import { DynamoMailProblemRepository } from '#adapters/dynamodb/mail-problem-repository.ts';
import { DynamoOAuthTransactionRepository } from '#adapters/dynamodb/oauth-transaction-repository.ts';
import { DynamoOutbox } from '#adapters/dynamodb/outbox.ts';
import { DynamoRunWatch } from '#adapters/dynamodb/run-watch.ts';
import { DynamoSeatRepository } from '#adapters/dynamodb/seat-repository.ts';
import { DynamoStayingAdminRepository } from '#adapters/dynamodb/staying-admin-repository.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { DynamoTokenItemStore } from '#adapters/dynamodb/token-item-store.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { contract as executionEnded } from '../../../functions/trigger/execution-ended/contract.ts';
import { contract as mailProblem } from '../../../functions/trigger/record-mail-problem/contract.ts';
import { contract as runSync } from '../../../functions/trigger/run-sync/contract.ts';
import { contract as findDueFirms } from '../../../functions/workflow/dispatch-due-syncs/find-due-firms/contract.ts';
import { FakeClock } from '../fakes/system.ts';
import { CONTRACTS } from '../workflows/sync-firm-stubs.ts';
import { firmNo } from './world.ts';

/** What one release left behind: raw items, what they were read as then, and messages that were on their way. */
export const FixturesSchema = z.object({
  items: z.array(z.object({ table: z.string(), item: z.record(z.string(), z.unknown()) })),
  readings: z.record(z.string(), z.unknown()),
  messages: z.record(z.string(), z.unknown()),
});

export const FIRM = firmNo(1);
export const AT = new Date('2026-03-02T18:00:00.000Z');

/** Everything that is stored with a look at it by today's code. */
export function readersOf(
  client: DynamoDBDocumentClient,
  nameOf: (table: string) => string,
): Record<string, () => Promise<unknown>> {
  const records = nameOf('Records');
  const connections = nameOf('Connections');
  const clients = new DynamoClientRepository(client, records);
  const syncs = new DynamoSyncRepository(client, records);
  const users = new DynamoUserRepository(client, records);
  const outbox = new DynamoOutbox(client, records);
  const seen = new FakeClock(AT.toISOString());
  return {
    firm: () => new DynamoFirmRepository(client, records).get(FIRM),
    users: () => users.list(FIRM),
    clients: () => collected(clients.all(FIRM)),
    'clients, as a sync compares them': () => collected(clients.stored(FIRM)),
    'clients, as a list': () => clients.list({ firmId: FIRM, status: 'current', limit: 50 }),
    'archived clients': () => clients.list({ firmId: FIRM, status: 'archived', limit: 50 }),
    'a link': () => clients.held(FIRM, 'linked'),
    gaps: () => clients.gaps(FIRM, 50),
    syncs: () => syncs.list(FIRM, { limit: 50 }),
    issues: () => syncs.issues(FIRM, 'SYNC1', { limit: 50 }),
    'a change page': () => new DynamoChangePageRepository(client, records).get(FIRM, 'SYNC1', 0),
    'mails that are due': () => outbox.due(AT, 50),
    'a mail': () => outbox.claim(FIRM, 'mail-1', AT),
    'a mail about MFA': () => outbox.claim(FIRM, 'mail-2', AT),
    'a mail problem': () => new DynamoMailProblemRepository(client, records).get('ADA@example.com'),
    dismissals: () => new DynamoDismissalRepository(client, records).get(FIRM, 'ada'),
    duplicates: () => new DynamoDuplicateRepository(client, records).get(FIRM, 'duplicate-1'),
    'staying admin': () => new DynamoStayingAdminRepository(client, records).get(FIRM),
    seats: () => new DynamoSeatRepository(client, records).get(FIRM),
    'an idempotency key': () => new DynamoIdempotencyRepository(client, records, seen).find(FIRM, 'key-1'),
    connection: () => new DynamoConnectionRepository(client, connections).get(FIRM),
    'a disconnected firm': () => new DynamoConnectionRepository(client, connections).get(firmNo(2)),
    'a broken connection': () => new DynamoConnectionRepository(client, connections).get(firmNo(3)),
    'due firms': () => new DynamoConnectionRepository(client, connections).dueFirms({ until: AT, limit: 50 }),
    'pending clean-ups': () => new DynamoConnectionRepository(client, connections).pendingCleanups(50),
    'watched runs': () => new DynamoRunWatch(client, connections).overdue({ until: AT, limit: 50 }),
    tokens: () => new DynamoTokenItemStore(client, connections).load(FIRM),
    'an OAuth transaction': () =>
      new DynamoOAuthTransactionRepository(client, connections).consume('state-hash', AT),
    audit: () => new DynamoAuditReader(client, nameOf('Audit')).list(FIRM, {}, { limit: 50 }),
  };
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Of what an execution, a queue or a schedule of an older release may still hand over. */
export const SCHEMAS: Record<string, z.ZodType> = {
  ...Object.fromEntries(
    Object.entries(CONTRACTS).flatMap(([task, { input, output }]) => [
      [`input of ${task}`, input],
      [`output of ${task}`, output],
    ]),
  ),
  'input of find-due-firms': findDueFirms.input,
  'output of find-due-firms': findDueFirms.output,
  'an execution that ended': executionEnded.input,
  'a bounce': mailProblem.input,
  'a complaint': mailProblem.input,
  'an operator: one firm': runSync.input,
  'an operator: all firms': runSync.input,
};
