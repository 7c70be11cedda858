import { mkdirSync, writeFileSync } from 'node:fs';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
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
import { DynamoSeatRepository } from '#adapters/dynamodb/seat-repository.ts';
import { DynamoStayingAdminRepository } from '#adapters/dynamodb/staying-admin-repository.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { DynamoTokenItemStore } from '#adapters/dynamodb/token-item-store.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { proposed } from '#domain/duplicate/duplicate.ts';
import { mapRecord } from '#domain/practice/map-record.ts';
import { without } from '../../contract/storage/samples.ts';
import { aClient, aFirm, aRun, aSync, aUser } from '../builders.ts';
import { startTestDynamoDb } from '../dynamodb.ts';
import { FakeClock } from '../fakes/system.ts';
import { AUDIT, CONNECTIONS, RECORDS } from '../tables.ts';
import { messagesOf } from './messages.ts';
import { AT, FIRM, readersOf } from './old-state.ts';
import { xpmClient } from './practices.ts';
import { firmNo } from './world.ts';

/**
 * `npx tsx test/support/proof/write-fixtures.ts v2` keeps what the code of this release stores and sends, for all that
 * come after. Once a release is out its folder never changes again.
 */
const [release = 'v1'] = process.argv.slice(2);
const ADA = { userId: 'ada', name: 'Ada Admin' };
const at = AT.toISOString();
const later = (minutes: number) => new Date(AT.getTime() + minutes * 60_000);

const database = await startTestDynamoDb();
for (const shape of [RECORDS, CONNECTIONS, AUDIT]) await database.createTable(shape);
const client = database.documentClient({ marshallOptions: { removeUndefinedValues: true } });

const firms = new DynamoFirmRepository(client, 'Records');
await firms.create(aFirm({ firmId: FIRM, seats: 12 }));
await firms.update(FIRM, { summaryMail: 'every-run', recipients: { summary: ['ada'] } });
const users = new DynamoUserRepository(client, 'Records');
for (const [name, role] of [
  ['ada', 'admin'],
  ['mia', 'member'],
] as const)
  await users.put(aUser(name, { firmId: FIRM, role }));
await users.setAccess(FIRM, 'mia', { role: 'member', active: false }, 1);
await users.noteSignIn(FIRM, 'ada', AT);
await users.takeReminder(FIRM, 'ada', AT, later(-60));

const clients = new DynamoClientRepository(client, 'Records');
const claim = { epoch: 1, fence: 2 };
const contacts = Array.from({ length: 30 }, (_, index) => ({
  contactId: `contact-${String(index)}`,
  name: `Person Nº ${String(index)}`,
  salutation: 'Dear',
  email: `p${String(index)}@example.com`,
  isPrimary: index === 0,
}));
await clients.putSynced(FIRM, aClient('small', { name: 'Ärohanui Ltd' }), 'hash-1', claim);
await clients.putSynced(
  FIRM,
  aClient('large', { contacts, address: 'One\nTwo', status: 'prospect' }),
  'hash-2',
  claim,
);
await clients.putSynced(FIRM, aClient('bare', { contacts: [] }), 'hash-3', claim);
await clients.putSynced(FIRM, aClient('gone'), 'hash-4', claim);
await clients.archiveSynced(FIRM, 'gone', claim, AT);
await clients.putByHand(FIRM, without(aClient('by-hand', { name: 'Added here' }), 'xpmUuid'), 1);
await clients.link(FIRM, 'linked', 'small', claim);

const syncs = new DynamoSyncRepository(client, 'Records');
const quota = { dayRemaining: 4000, minuteRemaining: 50, at };
const attention = { issues: { REMOVAL_HELD: 3 }, withoutPrimaryContact: 1, withoutEmail: 2 };
await syncs.put(FIRM, aSync({ quota, attention, missedByDelta: 1 }));
const failure = { code: 'XERO_UNAVAILABLE', message: 'Xero did not answer.', action: 'Wait.' };
await syncs.put(
  FIRM,
  aSync({ syncId: 'SYNC2', status: 'failed', failure, mode: null, startedBy: null, trigger: 'schedule' }),
);
const issue = {
  code: 'REMOVAL_HELD',
  message: 'It stays.',
  name: 'Ada',
  xpmUuid: 'u',
  webUrl: null,
} as const;
await syncs.putIssues(FIRM, 'SYNC1', 0, [issue]);
const mapped = mapRecord(xpmClient(1));
if (mapped.kind !== 'current') throw new Error('A client that cannot be read');
const pages = new DynamoChangePageRepository(client, 'Records');
await pages.put(FIRM, 'SYNC1', 0, [
  { kind: 'upsert', clientId: 'c-1', hash: 'hash', client: mapped.client, linkFrom: 'c-2' },
  { kind: 'archive', clientId: 'c-3', xpmUuid: 'u-3' },
]);

const outbox = new DynamoOutbox(client, 'Records');
const mail = { firmId: FIRM, to: 'ada@example.com', subject: 'Your sync', html: '<p>Done</p>', text: 'Done' };
await outbox.put({ ...mail, mailId: 'mail-1' }, AT);
await outbox.put({ ...mail, mailId: 'mail-2', onlyWithoutMfa: { userId: 'ada', connectedAt: at } }, AT);
const problems = new DynamoMailProblemRepository(client, 'Records');
await problems.record('Ada@example.com', { kind: 'bounce', at });
await new DynamoDismissalRepository(client, 'Records').add(FIRM, 'ada', 'notice-1');
const before = { client: aClient('small'), hash: 'hash-1' };
const existing = { clientId: 'small', name: 'Small', status: 'client' as const };
const incoming = { ...existing, clientId: 'linked', xpmUuid: 'u-9' };
await new DynamoDuplicateRepository(client, 'Records').record(FIRM, {
  ...proposed({ existing, incoming, reason: 'name-and-email' }, AT),
  duplicateId: 'duplicate-1',
  status: 'linked',
  automatic: true,
  decidedAt: at,
  before,
});
await new DynamoStayingAdminRepository(client, 'Records').save(FIRM, 0, { change: 1, userId: 'ada' });
await new DynamoSeatRepository(client, 'Records').save(FIRM, 0, [{ email: 'new@example.com', until: at }]);
const clock = new FakeClock(at);
await new DynamoIdempotencyRepository(client, 'Records', clock).remember(
  FIRM,
  'key-1',
  'auto',
  '{"syncId":"SYNC1"}',
);

const connections = new DynamoConnectionRepository(client, 'Connections');
for (const firm of [1, 2, 3]) {
  const practice = {
    tenantId: `tenant-${String(firm)}`,
    connectionId: `connection-${String(firm)}`,
    name: 'Kauri',
  };
  const input = {
    firmId: firmNo(firm),
    practice,
    connectedBy: ADA,
    connectedAt: AT,
    dueAt: AT,
    practiceChanged: false,
  };
  await connections.connect(input);
}
const first = aRun({ syncId: 'SYNC1', leaseUntil: later(-1).toISOString(), slot: at, approvedRemovals: 3 });
await connections.claimRun(FIRM, first, later(-21));
await connections.finishRun(
  { firmId: FIRM, syncId: 'SYNC1', epoch: 1, fence: 1 },
  {
    status: 'held',
    finishedAt: AT,
    watermark: AT,
    nextFullAt: AT,
    fullSyncDays: 2,
    quota,
    trouble: { failures: 2, told: false },
  },
);
await connections.claimRun(FIRM, { ...first, syncId: 'SYNC3' }, AT);
await connections.renewRun(
  { firmId: FIRM, syncId: 'SYNC3', epoch: 1, fence: 2 },
  {
    phase: 'waiting',
    mode: 'delta',
    progress: { toWrite: 5, written: 2 },
    requests: 3,
    quota,
    leaseUntil: later(-1),
  },
);
const ended = { epoch: 1, cleanupPending: true, runEnds: 'interrupted' as const };
await connections.end({
  ...ended,
  firmId: firmNo(2),
  state: 'disconnected',
  disconnect: { cause: 'disconnected-here', at, by: ADA },
});
await connections.end({
  ...ended,
  firmId: firmNo(3),
  state: 'broken',
  disconnect: { cause: 'unexpected', at },
});
const tokens = new DynamoTokenItemStore(client, 'Connections');
await tokens.create(FIRM, { jwe: 'header..iv.text.tag', version: 7, expiresAt: at });
await tokens.lockRefresh(FIRM, 7, 'owner', AT, later(-1));
const transaction = { stateHash: 'state-hash', firmId: FIRM, userId: 'ada', cookieHash: 'cookie-hash' };
await new DynamoOAuthTransactionRepository(client, 'Connections').create({
  ...transaction,
  expiresAt: later(10),
  confirmPracticeChange: true,
});
const audit = new DynamoAuditLog(client, 'Audit');
for (const actor of ['system', ADA] as const) {
  await audit.append({
    firmId: FIRM,
    at,
    action: 'SYNC_ENDED',
    actor,
    source: 'sync-firm',
    result: 'success',
    details: { syncId: 'SYNC1', added: 1, code: null },
  });
}

const items: { table: string; item: unknown }[] = [];
for (const table of ['Records', 'Connections', 'Audit']) {
  const { Items = [] } = (await database.engine.call('Scan', { TableName: table })) as { Items?: unknown[] };
  items.push(...Items.map((item) => ({ table, item })));
}
const readings: Record<string, unknown> = {};
for (const [name, read] of Object.entries(readersOf(client, (table) => table))) {
  const value = await read();
  if (value === undefined) throw new Error(`Nothing was written for ${name}`);
  readings[name] = value;
}
const folder = new URL(`../../proof/fixtures/${release}/`, import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL('state.json', folder),
  `${JSON.stringify({ items, readings, messages: messagesOf(at) }, null, 1)}\n`,
);
await database.close();
