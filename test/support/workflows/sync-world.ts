import { clientIdOf } from '#domain/ids.ts';
import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { startSync, type SyncRequest } from '#domain/sync/start-sync.ts';
import type { SyncExecutionInput } from '#domain/sync/ports.ts';
import { makeHandler as findDueFirms } from '../../../functions/workflow/dispatch-due-syncs/find-due-firms/handler.ts';
import { StateError } from '../../../local/workflows/errors.ts';
import { runStateMachine } from '../../../local/workflows/interpreter.ts';
import { lambdaTasks } from '../../../local/workflows/tasks.ts';
import { aConnection, aUser, FIRM_ID } from '../builders.ts';
import { makeDeps } from '../end-of-sync.ts';
import { InMemoryChangePageRepository } from '../fakes/change-page-repository.ts';
import { InMemoryClientEditLock } from '../fakes/client-edit-lock.ts';
import { InMemoryDuplicateRepository } from '../fakes/duplicate-repository.ts';
import { RecordingSyncLauncher } from '../fakes/sync-launcher.ts';
import { SequentialIds } from '../fakes/system.ts';
import { InMemoryTokenVault } from '../fakes/token-vault.ts';
import { FakeXeroIdentity } from '../fakes/xero-identity.ts';
import { xeroConnection } from '../connection-world.ts';
import { lambdaContext } from '../lambda-context.ts';
import { ScriptedPractice } from '../practice/scripted-practice.ts';
import { definitionOf } from './definitions.ts';
import { CALL_LIMIT, Failure, variableSizes } from './stubbed-run.ts';
import { syncFirmEntries, type SyncFirmPorts } from './sync-firm-entries.ts';
import type { TaskName } from './sync-firm-stubs.ts';

type Entry = (event: unknown, context: ReturnType<typeof lambdaContext>) => Promise<unknown>;
const ADA = { userId: 'ada', name: 'User ada' };
export const ADMIN_CALLER = {
  user: aUser('ada'),
  mfa: true,
  sourceIp: '203.0.113.7',
  requestId: 'request-1',
};

/** A firm that has just connected its practice, and the workflow on its real handlers. */
export async function syncWorld() {
  const ends = await makeDeps();
  const { clock } = ends;
  const ids = new SequentialIds();
  const identity = new FakeXeroIdentity(clock);
  const vault = new InMemoryTokenVault();
  const ports = {
    ...ends,
    ids,
    identity,
    vault,
    tokens: vault,
    custody: makeTokenCustody({ vault, identity, clock, ids, sleep: clock.sleep }),
    gateway: new ScriptedPractice(clock),
    lock: new InMemoryClientEditLock(),
    duplicates: new InMemoryDuplicateRepository(),
    pages: new InMemoryChangePageRepository(),
    launcher: new RecordingSyncLauncher(),
    sleep: clock.sleep,
    random: () => 0.5,
  };
  ports.connections.seed(aConnection({ connectedAt: clock.now().toISOString(), fence: 0 }));
  identity.listed = [xeroConnection('1', { tenantId: 'tenant-1', connectionId: 'connection-1' })];
  await vault.create(FIRM_ID, identity.issue());
  return new SyncWorld(ports);
}

type Ports = SyncFirmPorts & {
  gateway: ScriptedPractice;
  launcher: RecordingSyncLauncher;
  identity: FakeXeroIdentity;
  ids: SequentialIds;
  duplicates: InMemoryDuplicateRepository;
  pages: InMemoryChangePageRepository;
} & Awaited<ReturnType<typeof makeDeps>>;

export class SyncWorld {
  /** Called once, before the next call of the task. */
  readonly before = new Map<TaskName, () => Promise<unknown>>();
  /** Tasks that do what they should, once, but whose answer gets lost. */
  readonly losing = new Set<TaskName>();
  /** What the state machine gave to its tasks and was given by them, as JSON. */
  readonly said = { inputs: [] as string[], outputs: [] as string[] };
  private calls = 0;
  private readonly entries: Record<TaskName, Entry>;

  constructor(readonly ports: Ports) {
    this.entries = syncFirmEntries(ports);
  }

  /** As somebody asks for it; the execution is the one that was launched for it. */
  async start(request: Partial<SyncRequest> = {}) {
    const asked = { trigger: 'manual', requestedMode: 'auto', startedBy: ADA, ...request } as const;
    const { outcome, run } = await startSync(this.ports, { firmId: FIRM_ID, ...asked });
    if (outcome !== 'started') throw new Error('another sync runs');
    return this.execute(this.ports.launcher.started.find(({ syncId }) => syncId === run.syncId)!);
  }

  /** What the dispatch would start now. */
  async due(): Promise<SyncExecutionInput[]> {
    return (await findDueFirms(this.ports)({ cursor: null })).due;
  }

  /** At the firm's next slot, as the schedule does it. */
  async nextSlot() {
    const { dueAt } = await this.connection();
    this.ports.clock.advance(Date.parse(dueAt!) - this.ports.clock.now().getTime());
    const [input] = await this.due();
    return this.execute(input!);
  }

  async execute(input: SyncExecutionInput) {
    const { clock } = this.ports;
    const slept: number[] = [];
    const sizes = variableSizes();
    const lambda = lambdaTasks((name, event) => this.invoke(name as TaskName, event));
    const result = await runStateMachine(definitionOf('sync-firm'), {
      input,
      now: () => clock.now().getTime(),
      sleepUntil: (until) => {
        const milliseconds = Math.max(0, until - clock.now().getTime());
        slept.push(milliseconds / 1000);
        return clock.sleep(milliseconds);
      },
      random: () => 1,
      journal: sizes.journal,
      tasks: async (resource, args, state) => {
        const answer = await lambda(resource, args, state);
        const name = (args as { FunctionName: TaskName }).FunctionName;
        if (this.losing.delete(name)) throw new StateError('Lambda.Unknown', 'The answer was lost.');
        return answer;
      },
    });
    if (sizes.largest() > 2048) throw new Error(`a variable of ${String(sizes.largest())} bytes`);
    const sync = await this.ports.syncs.get(FIRM_ID, input.syncId);
    return { ...result, slept, sync, syncId: input.syncId };
  }

  async connection() {
    const connection = await this.ports.connections.get(FIRM_ID);
    if (connection === undefined) throw new Error('no connection');
    return connection;
  }

  client(record: PracticeRecord) {
    return this.ports.clients.get(FIRM_ID, clientIdOf(FIRM_ID, record.fields['UUID'] ?? ''));
  }

  async issueCodes(syncId: string) {
    const { issues } = await this.ports.syncs.issues(FIRM_ID, syncId, { limit: 200 });
    return issues.map(({ code }) => code);
  }

  /** Who was sent a mail since the last look. */
  mails(): string[] {
    return this.ports.mailer.sent.splice(0).map(({ to }) => to.split('@')[0]!);
  }

  private async invoke(name: TaskName, event: unknown): Promise<unknown> {
    const act = this.before.get(name);
    this.before.delete(name);
    await act?.();
    this.calls += 1;
    if (this.calls > CALL_LIMIT) throw new Failure('EndlessRun');
    this.said.inputs.push(JSON.stringify(event));
    const answer = await this.entries[name](event, lambdaContext());
    this.said.outputs.push(JSON.stringify(answer));
    return JSON.parse(JSON.stringify(answer)) as unknown;
  }
}
