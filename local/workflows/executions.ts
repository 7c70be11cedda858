import * as z from 'zod';
import type { Collection, StateStore } from '../state-store.ts';
import { RunEnded } from './errors.ts';
import { runStateMachine } from './interpreter.ts';
import type { Checkpoint, Ending, Journal, RunEvent, RunTask } from './run.ts';

const StatusSchema = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);

const ExecutionSchema = z.object({
  arn: z.string(),
  machineArn: z.string(),
  name: z.string(),
  status: StatusSchema,
  /** JSON as it was given. */
  input: z.string(),
  startDate: z.number(),
  stopDate: z.number().optional(),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  /** The task of another execution that started this one, see TaskState.token. */
  startedBy: z.string().optional(),
  /** The last status that onStatusChange has dealt with. */
  reported: StatusSchema.optional(),
});
export type Execution = z.infer<typeof ExecutionSchema>;

const CheckpointSchema: z.ZodType<Checkpoint> = z.object({
  state: z.string(),
  input: z.unknown(),
  variables: z.record(z.string(), z.unknown()),
  entered: z.number(),
  retries: z.array(z.number()),
  resumeAt: z.number().optional(),
  transitions: z.number(),
  ended: z.object({ output: z.unknown() }).optional(),
});

const EventSchema: z.ZodType<RunEvent> = z.object({
  type: z.enum(['StateEntered', 'StateExited']),
  stateType: z.string(),
  name: z.string(),
  data: z.unknown(),
  timestamp: z.number(),
});

type NewExecution = Pick<Execution, 'arn' | 'name' | 'input' | 'startedBy'>;

export interface StateMachine {
  arn: string;
  name: string;
  definition: object;
}

export interface ExecutionsOptions {
  state: StateStore;
  tasks: RunTask;
  now: () => number;
  /** Called with every status an execution reaches, again after a restart if a kill prevented it from settling. */
  onStatusChange(execution: Execution): unknown;
}

const KEPT_MS = 90 * 86_400_000;
const KEPT_COUNT = 500;

/** Executions that survive the process: each transition is on the disk before it is made. */
export class Executions {
  private readonly options: ExecutionsOptions;
  private readonly executions: Collection<Execution>;
  private readonly checkpoints: Collection<Checkpoint>;
  private readonly events: Collection<RunEvent>;
  private readonly running = new Map<string, { stop: AbortController; ended: Promise<void> }>();

  constructor(options: ExecutionsOptions) {
    this.options = options;
    this.executions = options.state.collection('executions', ExecutionSchema);
    this.checkpoints = options.state.collection('execution-checkpoints', CheckpointSchema);
    this.events = options.state.collection('execution-events', EventSchema);
  }

  get(arn: string): Execution | undefined {
    return this.executions.get(arn);
  }

  /** Newest first. */
  list(): Execution[] {
    return this.executions
      .entries()
      .map(([, execution]) => execution)
      .reverse();
  }

  eventsOf(arn: string): RunEvent[] {
    return this.events.entries().flatMap(([id, event]) => (ownerOf(id) === arn ? [event] : []));
  }

  start(machine: StateMachine, start: NewExecution): Execution {
    const execution = {
      ...start,
      machineArn: machine.arn,
      status: 'RUNNING' as const,
      startDate: this.options.now(),
    };
    this.executions.set(execution.arn, execution);
    this.report(execution);
    this.run(machine, execution);
    return execution;
  }

  async stop(arn: string, error?: string, cause?: string): Promise<void> {
    const run = this.running.get(arn);
    run?.stop.abort(new RunEnded('ABORTED', error, cause));
    await run?.ended;
  }

  /** Resolves once the execution has ended, or when the process closes. */
  async ended(arn: string): Promise<Execution | undefined> {
    await this.running.get(arn)?.ended;
    return this.executions.get(arn);
  }

  /** Continues what a killed process left running, and drops what is too old to keep. */
  resume(machines: Map<string, StateMachine>): void {
    this.prune();
    for (const [arn, execution] of this.executions.entries()) {
      if (this.running.has(arn)) continue;
      if (execution.status !== 'RUNNING') {
        this.forget(this.checkpoints, arn);
        this.report(execution);
        continue;
      }
      const machine = machines.get(execution.machineArn);
      if (machine) this.run(machine, execution);
      else
        this.finish(execution, {
          status: 'ABORTED',
          error: 'StateMachineDeleted',
          cause: 'The state machine is gone',
        });
    }
  }

  async close(): Promise<void> {
    const runs = [...this.running.values()];
    for (const run of runs) run.stop.abort(new RunEnded('CLOSED'));
    await Promise.all(runs.map((run) => run.ended));
  }

  private run(machine: StateMachine, execution: Execution): void {
    const { arn, name, startDate } = execution;
    const stop = new AbortController();
    let sequence = this.eventsOf(arn).length;
    const ended = runStateMachine(machine.definition, {
      input: JSON.parse(execution.input) as unknown,
      tasks: this.options.tasks,
      now: this.options.now,
      execution: { id: arn, name, startTime: startDate },
      stateMachine: { id: machine.arn, name: machine.name },
      signal: stop.signal,
      journal: this.journal(arn),
      onEvent: (event) => {
        this.events.set(`${arn}|${String(sequence++)}`, event);
      },
    }).then((result) => {
      this.running.delete(arn);
      if (result.status !== 'CLOSED') this.finish(execution, result);
    });
    this.running.set(arn, { stop, ended });
  }

  private finish(execution: Execution, ending: Ending): void {
    const outcome =
      ending.status === 'SUCCEEDED'
        ? { output: JSON.stringify(ending.output) }
        : { error: ending.error, cause: ending.cause };
    const ended = { ...execution, status: ending.status, ...outcome, stopDate: this.options.now() };
    this.executions.set(ended.arn, ended);
    this.forget(this.checkpoints, ended.arn);
    this.report(ended);
    this.prune();
  }

  private report(execution: Execution): void {
    if (execution.reported === execution.status) return;
    const settle = async () => {
      await this.options.onStatusChange(execution);
      const current = this.executions.get(execution.arn);
      if (current?.status === execution.status)
        this.executions.set(execution.arn, { ...current, reported: current.status });
    };
    settle().catch(() => undefined); // reported again at the next start
  }

  private journal(arn: string): Journal {
    const prefix = `${arn}|`;
    const flows = new Set(
      this.checkpoints.entries().flatMap(([id]) => (ownerOf(id) === arn ? [id.slice(prefix.length)] : [])),
    );
    return {
      load: (flow) => this.checkpoints.get(prefix + flow),
      save: (flow, checkpoint) => {
        flows.add(flow);
        this.checkpoints.set(prefix + flow, checkpoint);
      },
      clearInside: (flow) => {
        for (const inner of flows) {
          if (inner === flow || !inner.startsWith(flow === '' ? '' : `${flow}/`)) continue;
          flows.delete(inner);
          this.checkpoints.delete(prefix + inner);
        }
      },
    };
  }

  private prune(): void {
    const oldest = this.options.now() - KEPT_MS;
    const ended = this.list().filter((execution) => execution.status !== 'RUNNING');
    for (const [position, { arn, stopDate = 0 }] of ended.entries()) {
      if (position < KEPT_COUNT && stopDate >= oldest) continue;
      this.executions.delete(arn);
      this.forget(this.events, arn);
    }
  }

  private forget(collection: Collection<Checkpoint> | Collection<RunEvent>, arn: string): void {
    for (const [id] of collection.entries()) if (ownerOf(id) === arn) collection.delete(id);
  }
}

/** Ids are `<execution arn>|<what>`; an execution's name has no bar. */
function ownerOf(id: string): string {
  return id.slice(0, id.indexOf('|'));
}
