import { randomUUID } from 'node:crypto';
import { MachineSchema, type Flow, type Machine, type StateOf } from './definition.ts';
import { matchesError, retryDelay, RunEnded, StateError, toStateError, withinLimit } from './errors.ts';
import { assign, evaluate, type Bindings } from './expressions.ts';
import type { Checkpoint, Frame, Runner, RunOptions, RunResult, Scope, Step } from './run.ts';
import { executeState } from './states.ts';
import { sleepUntil } from './timing.ts';

/** Runs a JSONata state machine to its end. It never rejects for what a state does: that is in the result. */
export async function runStateMachine(definition: unknown, options: RunOptions): Promise<RunResult> {
  return runMachine(MachineSchema.parse(definition), options);
}

/** The same for a definition that was parsed before: that takes longer than many a run. */
export async function runMachine(machine: Machine, options: RunOptions): Promise<RunResult> {
  const run = new Run(options, machine.TimeoutSeconds);
  try {
    const output = await run.flow(machine, options.input, { path: '', outer: {}, signal: run.signal });
    return { status: 'SUCCEEDED', output, ...run.facts() };
  } catch (thrown) {
    if (thrown instanceof RunEnded) {
      if (thrown.status === 'CLOSED') return { status: 'CLOSED', ...run.facts() };
      return { status: thrown.status, error: thrown.error, cause: thrown.reason, ...run.facts() };
    }
    if (options.signal?.aborted)
      return { status: 'ABORTED', error: undefined, cause: undefined, ...run.facts() };
    const { error, cause } = toStateError(thrown);
    return { status: 'FAILED', error, cause, ...run.facts() };
  } finally {
    run.end();
  }
}

class Run implements Runner {
  readonly options: RunOptions;
  readonly signal: AbortSignal;
  readonly now: () => number;
  private readonly deadline: number;
  private readonly stop = new AbortController();
  private readonly started: number;
  readonly id: string;
  private transitions = 0;
  private readonly names: string[] = [];

  constructor(options: RunOptions, timeoutSeconds: number | undefined) {
    this.options = options;
    this.now = options.now ?? Date.now;
    this.started = options.execution?.startTime ?? this.now();
    this.id = options.execution?.id ?? randomUUID();
    this.signal = options.signal ? AbortSignal.any([options.signal, this.stop.signal]) : this.stop.signal;
    this.deadline = timeoutSeconds === undefined ? Infinity : this.started + timeoutSeconds * 1000;
    if (Number.isFinite(this.deadline) && !options.sleepUntil) {
      const outOfTime = () => this.stop.abort(new RunEnded('TIMED_OUT'));
      sleepUntil(this.deadline, this.signal, this.now).then(outOfTime, () => undefined);
    }
  }

  end(): void {
    this.stop.abort(new RunEnded('CLOSED'));
  }

  facts(): { transitions: number; path: string[] } {
    return { transitions: this.transitions, path: this.names };
  }

  /** Waits, also through a restart, but never beyond the machine's own time. */
  async sleepUntil(time: number, signal: AbortSignal): Promise<void> {
    const until = Math.min(time, this.deadline);
    await (this.options.sleepUntil ?? ((end, stop) => sleepUntil(end, stop, this.now)))(until, signal);
    this.assertGoing(signal);
  }

  assertGoing(signal: AbortSignal): void {
    signal.throwIfAborted();
    if (this.now() >= this.deadline) throw new RunEnded('TIMED_OUT');
  }

  async flow(flow: Flow, input: unknown, scope: Scope): Promise<unknown> {
    const { journal } = this.options;
    let at = journal?.load(scope.path);
    if (at) this.transitions = Math.max(this.transitions, at.transitions);
    let isNew = !at;
    if (!at) {
      at = this.enter(flow.StartAt, withinLimit(input, 'The input'), {});
      journal?.save(scope.path, at);
    }
    while (!at.ended) {
      const state = flow.States[at.state];
      if (!state) throw new StateError('States.Runtime', `There is no state "${at.state}"`);
      const frame = { name: at.state, state, at, scope };
      if (isNew) this.report(frame, 'StateEntered', at.input);
      const step: Step = await this.attempt(frame);
      this.assertGoing(scope.signal);
      const output: unknown = withinLimit(step.output, `The output of "${at.state}"`);
      this.report(frame, 'StateExited', output);
      const variables: Record<string, unknown> = { ...at.variables, ...step.assigned };
      at = step.next === undefined ? { ...at, ended: { output } } : this.enter(step.next, output, variables);
      journal?.save(scope.path, at);
      journal?.clearInside(scope.path);
      isNew = true;
    }
    return at.ended.output;
  }

  bindings(frame: Frame, more: Partial<Bindings['states']> = {}): Bindings {
    const { at, scope, name } = frame;
    const { input, execution, stateMachine, random = Math.random } = this.options;
    const context = {
      Execution: {
        Id: this.id,
        Name: execution?.name ?? this.id,
        Input: input,
        StartTime: new Date(this.started).toISOString(),
        RedriveCount: 0,
      },
      StateMachine: { Id: stateMachine?.id ?? 'state-machine', Name: stateMachine?.name ?? 'state-machine' },
      State: { Name: name, EnteredTime: new Date(at.entered).toISOString(), RetryCount: sum(at.retries) },
      ...(scope.item && { Map: { Item: scope.item } }),
    };
    const variables = { ...scope.outer, ...at.variables };
    return { states: { input: at.input, context, ...more }, variables, now: this.now, random };
  }

  /** Executes a state until it succeeds, is caught, or fails for good. */
  private async attempt(frame: Frame): Promise<Step> {
    const { at, state, scope } = frame;
    for (;;) {
      try {
        if (at.resumeAt !== undefined) await this.sleepUntil(at.resumeAt, scope.signal);
        return await executeState(this, frame);
      } catch (thrown) {
        if (thrown instanceof RunEnded) throw thrown;
        scope.signal.throwIfAborted();
        const failure = toStateError(thrown);
        if (!('Retry' in state || 'Catch' in state)) throw failure;
        if (!this.scheduleRetry(frame, state, failure)) return await this.recover(frame, state, failure);
      }
    }
  }

  private scheduleRetry(frame: Frame, state: Recovering, failure: StateError): boolean {
    const { at, scope } = frame;
    const index = (state.Retry ?? []).findIndex((retrier) =>
      matchesError(retrier.ErrorEquals, failure.error),
    );
    const retrier = state.Retry?.[index];
    const done = at.retries[index] ?? 0;
    const delay = retrier && retryDelay(retrier, done, this.options.random ?? Math.random);
    if (delay === undefined) return false;
    at.retries = (state.Retry ?? []).map((_, i) => (at.retries[i] ?? 0) + Number(i === index));
    at.resumeAt = this.now() + delay;
    at.transitions = ++this.transitions;
    this.options.journal?.save(scope.path, at);
    this.options.journal?.clearInside(scope.path);
    return true;
  }

  private async recover(frame: Frame, state: Recovering, failure: StateError): Promise<Step> {
    const catcher = state.Catch?.find(({ ErrorEquals }) => matchesError(ErrorEquals, failure.error));
    if (!catcher) throw failure;
    const errorOutput = { Error: failure.error, Cause: failure.cause };
    const bindings = this.bindings(frame, { errorOutput });
    const output = 'Output' in catcher ? await evaluate(catcher.Output, bindings, 'Output') : errorOutput;
    return { next: catcher.Next, output, assigned: await assign(catcher.Assign, bindings) };
  }

  private enter(state: string, input: unknown, variables: Record<string, unknown>): Checkpoint {
    this.transitions++;
    return { state, input, variables, entered: this.now(), retries: [], transitions: this.transitions };
  }

  private report({ name, state }: Frame, type: 'StateEntered' | 'StateExited', data: unknown): void {
    if (type === 'StateEntered') this.names.push(name);
    this.options.onEvent?.({ type, stateType: state.Type, name, data, timestamp: this.now() });
  }
}

type Recovering = StateOf<'Task'> | StateOf<'Map'> | StateOf<'Parallel'>;

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
