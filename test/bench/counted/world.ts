import '../../support/quiet-log.ts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoAuditLog } from '#adapters/dynamodb/audit-log.ts';
import { DynamoChangePageRepository } from '#adapters/dynamodb/change-page-repository.ts';
import { DynamoClientEditLock } from '#adapters/dynamodb/client-edit-lock.ts';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoDuplicateRepository } from '#adapters/dynamodb/duplicate-repository.ts';
import { DynamoFirmRepository } from '#adapters/dynamodb/firm-repository.ts';
import { DynamoGrantAges } from '#adapters/dynamodb/grant-ages.ts';
import { DynamoMailProblemRepository } from '#adapters/dynamodb/mail-problem-repository.ts';
import { DynamoOutbox } from '#adapters/dynamodb/outbox.ts';
import { DynamoSyncRepository } from '#adapters/dynamodb/sync-repository.ts';
import { DynamoTokenItemStore } from '#adapters/dynamodb/token-item-store.ts';
import { DynamoUserRepository } from '#adapters/dynamodb/user-repository.ts';
import { SecretTokenKeys } from '#adapters/tokens/token-keys.ts';
import { JoseTokenVault } from '#adapters/tokens/token-vault.ts';
import { HttpPracticeGateway } from '#adapters/xpm/client.ts';
import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import type { SyncExecutionInput } from '#domain/sync/ports.ts';
import { runStateMachine } from '../../../local/workflows/interpreter.ts';
import { lambdaTasks } from '../../../local/workflows/tasks.ts';
import { aFirm, aUser, FIRM_ID } from '../../support/builders.ts';
import { startTestDynamoDb } from '../../support/dynamodb.ts';
import { RecordingMailer } from '../../support/fakes/mailer.ts';
import { FakeClock, SequentialIds } from '../../support/fakes/system.ts';
import { FakeXeroIdentity } from '../../support/fakes/xero-identity.ts';
import { lambdaContext } from '../../support/lambda-context.ts';
import { AUDIT, CONNECTIONS, RECORDS, TTL_ATTRIBUTE } from '../../support/tables.ts';
import { definitionOf } from '../../support/workflows/definitions.ts';
import { syncFirmEntries } from '../../support/workflows/sync-firm-entries.ts';
import { billOf, type Bill } from './bill.ts';
import { type Asked, PracticeServer } from './practice-server.ts';

const TOKEN_KEY = { kid: 'k1', secret: 'k'.repeat(64) };
/** So that all deltas of a bench come before the day is over after which a full sync is due. */
const BETWEEN_SYNCS = 6 * 3_600_000;

/** One sync as it was charged. */
export interface Counted {
  bill: Bill;
  asked: Asked;
  /** Access tokens asked for. */
  refreshes: number;
  transitions: number;
  /** Functions called, retries included. */
  invocations: number;
  mails: number;
  counts: { added: number; updated: number; unchanged: number; archived: number };
}

/** One firm on the real repositories, the real gateway and the real workflow; its practice and the clock are ours. */
export async function countedWorld(clients: number) {
  const database = await startTestDynamoDb();
  for (const table of [RECORDS, CONNECTIONS, AUDIT]) await database.createTable(table, TTL_ATTRIBUTE);
  const documents = database.documentClient({ marshallOptions: { removeUndefinedValues: true } });
  const clock = new FakeClock();
  const practice = new PracticeServer(clients, () => clock.now().getTime());
  await practice.start();
  const ports = portsOf(documents, clock);
  await populate(ports);
  const world = new CountedWorld(documents, ports, practice);
  const close = async () => {
    practice.close();
    await database.close();
  };
  return { world, ports, documents, practice, clock, close };
}

function portsOf(documents: DynamoDBDocumentClient, clock: FakeClock) {
  const ids = new SequentialIds();
  const [records, connections] = ['Records', 'Connections'];
  const identity = new FakeXeroIdentity(clock);
  const keys = new SecretTokenKeys({ read: () => Promise.resolve(TOKEN_KEY) });
  const vault = new JoseTokenVault(new DynamoTokenItemStore(documents, connections), keys);
  return {
    clock,
    ids,
    sleep: clock.sleep,
    random: () => 0.5,
    identity,
    vault,
    tokens: vault,
    custody: makeTokenCustody({ vault, identity, clock, ids, sleep: clock.sleep }),
    connections: new DynamoConnectionRepository(documents, connections),
    grants: new DynamoGrantAges(documents, connections),
    clients: new DynamoClientRepository(documents, records),
    lock: new DynamoClientEditLock(documents, records),
    duplicates: new DynamoDuplicateRepository(documents, records),
    pages: new DynamoChangePageRepository(documents, records, clock),
    syncs: new DynamoSyncRepository(documents, records),
    firms: new DynamoFirmRepository(documents, records),
    users: new DynamoUserRepository(documents, records),
    outbox: new DynamoOutbox(documents, records),
    mailProblems: new DynamoMailProblemRepository(documents, records),
    audit: new DynamoAuditLog(documents, 'Audit', ids),
    mailer: new RecordingMailer(),
    gateway: new HttpPracticeGateway(clock),
    portalUrl: 'https://portal.example.com',
    onProblem: () => undefined,
  };
}
type Ports = ReturnType<typeof portsOf>;

async function populate({ firms, users, connections, vault, identity, clock }: Ports): Promise<void> {
  await firms.create(aFirm());
  for (const name of ['ada', 'ben']) await users.put(aUser(name));
  await users.put(aUser('mia', { role: 'member' }));
  await connections.connect({
    firmId: FIRM_ID,
    practice: { tenantId: 'tenant-1', connectionId: 'connection-1', name: 'Kauri Practice' },
    connectedBy: { userId: 'ada', name: 'User ada' },
    connectedAt: clock.now(),
    dueAt: clock.now(),
    practiceChanged: false,
  });
  await vault.create(FIRM_ID, identity.issue());
}

class CountedWorld {
  private syncs = 0;
  private readonly entries;

  constructor(
    private readonly documents: DynamoDBDocumentClient,
    private readonly ports: Ports,
    private readonly practice: PracticeServer,
  ) {
    this.entries = syncFirmEntries(ports);
  }

  /** The firm's next sync, a few hours after the last one. */
  async sync(requestedMode: 'auto' | 'full' = 'auto'): Promise<Counted> {
    const { ports, practice } = this;
    ports.clock.advance(BETWEEN_SYNCS);
    practice.forget();
    this.syncs += 1;
    const input = {
      firmId: FIRM_ID,
      syncId: `01KJQ3T8V0ABCDEFGHJKMNP${String(this.syncs).padStart(3, '0')}`,
      trigger: 'schedule',
      requestedMode,
    };
    const before = { refreshes: ports.identity.accepted, mails: ports.mailer.sent.length };
    let invocations = 0;
    let transitions = 0;
    const bill = await billOf(this.documents, async () => {
      transitions = await this.execute(input, () => (invocations += 1));
    });
    const sync = await ports.syncs.get(FIRM_ID, input.syncId);
    if (sync?.status !== 'succeeded') throw new Error(`The sync ended as ${String(sync?.status)}`);
    return {
      bill,
      asked: practice.asked,
      refreshes: ports.identity.accepted - before.refreshes,
      transitions,
      invocations,
      mails: ports.mailer.sent.length - before.mails,
      counts: sync.counts,
    };
  }

  private async execute(input: SyncExecutionInput, onCall: () => void): Promise<number> {
    const { clock } = this.ports;
    const lambda = lambdaTasks(async (name, event) => {
      onCall();
      const entry = Object.entries(this.entries).find(([known]) => known === name)?.[1];
      if (entry === undefined) throw new Error(`no function ${name}`);
      return JSON.parse(JSON.stringify(await entry(event, lambdaContext()))) as unknown;
    });
    const result = await runStateMachine(definitionOf('sync-firm'), {
      input,
      now: () => clock.now().getTime(),
      sleepUntil: (until) => clock.sleep(Math.max(0, until - clock.now().getTime())),
      random: () => 1,
      tasks: lambda,
    });
    if (result.status !== 'SUCCEEDED') throw new Error(`The workflow ended as ${result.status}`);
    return result.transitions;
  }
}
