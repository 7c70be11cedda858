import type { SyncExecutionInput } from '#domain/sync/ports.ts';
import { MachineSchema } from '../../../../local/workflows/definition.ts';
import { RunEnded, StateError } from '../../../../local/workflows/errors.ts';
import { runMachine } from '../../../../local/workflows/interpreter.ts';
import type { Checkpoint, RunResult, RunTask } from '../../../../local/workflows/run.ts';
import { lambdaTasks } from '../../../../local/workflows/tasks.ts';
import { contract as findDueContract } from '../../../../functions/workflow/dispatch-due-syncs/find-due-firms/contract.ts';
import { aUser, FIRM_ID } from '../../builders.ts';
import { definitionOf } from '../../workflows/definitions.ts';
import { mulberry32, type Random } from '../random.ts';
import { Actor, type Point, usualLatency } from './actor.ts';
import { apiEntries, type EndedStatus, triggerEntries, workflowEntries } from './entries.ts';
import { connectionNow, type History, note, nothingHappened } from './history.ts';
import { copy, keep, type KeptState, putBack } from './kept-state.ts';
import { connect, populate, type StandIns, standIns } from './standins.ts';
import { VirtualClock } from './virtual-clock.ts';

const SYNC_FIRM = MachineSchema.parse(definitionOf('sync-firm'));
const DISPATCH = MachineSchema.parse(definitionOf('dispatch-due-syncs'));
const START = Date.parse('2026-03-02T18:00:00.000Z');

export const ADA = { user: aUser('ada'), mfa: true, sourceIp: '203.0.113.7', requestId: 'request-1' };
export const MIA = { ...ADA, user: aUser('mia', { role: 'member' }), requestId: 'request-2' };

/** All that is there at one moment: what is stored, what happened, and where the workflow stands. */
export interface Moment {
  state: KeptState;
  history: History;
  time: number;
}

/** An execution that goes on: from there, told that the task it was waiting for failed. */
export interface Resumption {
  checkpoint: Checkpoint;
  failure: StateError;
}

/** A firm, its practice and all functions that sync the one with the other, in one virtual time. */
export class CrashWorld {
  readonly clock = new VirtualClock(START);
  readonly all: StandIns = standIns(this.clock);
  readonly workflow: Actor;
  readonly api: Actor;
  readonly background: Actor;
  /** Another function of the API, for what a colleague does meanwhile. */
  readonly office: Actor;
  readonly people;
  readonly colleagues;
  readonly triggers;
  history: History = nothingHappened();
  /** Where the execution stands that runs now. */
  checkpoint: Checkpoint | undefined;
  /** Whose it is. */
  executing: SyncExecutionInput | undefined;
  private readonly executions = { started: new Set<string>() };
  private readonly running = new Map<string, AbortController>();
  private latency: Random = mulberry32(0);
  private readonly invoke: (name: string, event: unknown) => Promise<unknown>;
  private readonly kept: Record<string, object>;

  constructor() {
    const actor = (name: string) => new Actor(name, this.clock, this.note, () => usual());
    const usual = usualLatency(() => this.latency());
    this.workflow = actor('workflow');
    this.api = actor('api');
    this.background = actor('background');
    this.office = actor('office');
    this.invoke = workflowEntries(this.workflow, this.all, this.clock);
    this.people = apiEntries(this.api, this.all, this.clock);
    this.colleagues = apiEntries(this.office, this.all, this.clock);
    this.triggers = triggerEntries(this.background, this.all, this.clock);
    this.kept = { ...this.all, executions: this.executions };
    this.stopExecutionsForReal();
  }

  static async of(seed: number, connected: boolean): Promise<CrashWorld> {
    const world = new CrashWorld();
    world.latency = mulberry32(seed);
    // Anywhere between two of the dispatches.
    world.clock.reset(START + (seed % 900) * 1000);
    await populate(world.all, world.clock);
    if (connected) await connect(world.all, world.clock);
    return world;
  }

  moment(): Moment {
    return { state: keep(this.kept), history: { ...copy(this.history) }, time: this.clock.milliseconds };
  }

  get standIns(): Readonly<Record<string, object>> {
    return this.kept;
  }

  /** Goes back to a moment; whoever ran is gone. `seed` decides how long calls take from here on. */
  goTo({ state, history, time }: Moment, seed: number): void {
    for (const actor of [this.workflow, this.api, this.background, this.office]) {
      actor.tap = undefined;
      actor.kill(new Error('the world went back'));
    }
    this.running.clear();
    this.executing = undefined;
    this.checkpoint = undefined;
    this.clock.reset(time);
    putBack(this.kept, state);
    this.history = copy(history);
    this.latency = mulberry32(seed);
  }

  isConnected(): boolean {
    return connectionNow(this.all, FIRM_ID)?.state === 'connected';
  }

  /** Whom a dispatch would sync now. */
  async dueNow() {
    return findDueContract.output.parse(await this.call('find-due-firms', { cursor: null }));
  }

  connection() {
    const connection = connectionNow(this.all, FIRM_ID);
    if (connection === undefined) throw new Error('never connected');
    return connection;
  }

  wasStarted(syncId: string): boolean {
    return this.executions.started.has(syncId);
  }

  /** An execution to its end, which is told to whoever listens to such events. */
  async execute(input: SyncExecutionInput, from?: Resumption): Promise<RunResult> {
    this.executions.started.add(input.syncId);
    this.executing = input;
    const stop = new AbortController();
    this.running.set(input.syncId, stop);
    const lambda = lambdaTasks((name, event) => this.call(name, event));
    let failure = from?.failure;
    const result = await runMachine(SYNC_FIRM, {
      ...this.options(input, input.syncId),
      signal: stop.signal,
      journal: {
        load: () => copy(from?.checkpoint),
        save: (_, checkpoint) => {
          this.checkpoint = checkpoint;
        },
        clearInside: () => undefined,
      },
      tasks: async (resource, args, state) => {
        const told = failure;
        failure = undefined;
        if (told !== undefined) throw told;
        return lambda(resource, args, state);
      },
    });
    this.running.delete(input.syncId);
    this.executing = undefined;
    this.checkpoint = undefined;
    const { status } = result;
    if (status !== 'SUCCEEDED' && status !== 'CLOSED') await this.tellEnd(input, status);
    return result;
  }

  /** What the schedule starts every 15 minutes: ends what nobody works on, then syncs who is due. */
  async dispatch(): Promise<RunResult> {
    const lambda = lambdaTasks((name, event) => this.call(name, event));
    const tasks: RunTask = async (resource, args, state) => {
      if (resource.endsWith(':lambda:invoke')) return lambda(resource, args, state);
      const { Name, Input } = args as { Name: string; Input: SyncExecutionInput };
      if (this.wasStarted(Name)) throw new StateError('StepFunctions.ExecutionAlreadyExistsException', Name);
      const { status } = await this.execute(Input);
      if (status !== 'SUCCEEDED') throw new StateError('States.TaskFailed', status);
      return { Status: status };
    };
    return runMachine(DISPATCH, { ...this.options({}, 'dispatch'), tasks });
  }

  private options(input: unknown, name: string) {
    const { clock } = this;
    return {
      input,
      now: () => clock.milliseconds,
      sleepUntil: (until: number) => clock.until(until),
      random: () => this.latency(),
      execution: { id: name, name, startTime: clock.milliseconds },
    };
  }

  private async call(name: string, event: unknown): Promise<unknown> {
    this.history.payloads.push(JSON.stringify(event));
    return this.workflow.invoke(() => this.invoke(name, event));
  }

  private async tellEnd(input: SyncExecutionInput, status: EndedStatus): Promise<void> {
    await this.background.invoke(() => this.triggers.executionEnded(input.syncId, status, input));
  }

  private readonly note = (point: Point): void => {
    note(this.history, this.all, this.clock.milliseconds, point);
  };

  /** Stopping ends the execution and not the function that it has called. */
  private stopExecutionsForReal(): void {
    const { launcher } = this.all;
    const stop = launcher.stop.bind(launcher);
    Object.defineProperty(launcher, 'stop', {
      configurable: true,
      value: async (syncId: string, reason: string) => {
        await stop(syncId, reason);
        this.running.get(syncId)?.abort(new RunEnded('ABORTED'));
      },
    });
  }
}
