import type { StateOf } from './definition.ts';
import { RunEnded, StateError, withinLimit } from './errors.ts';
import { assign, evaluate, type Bindings } from './expressions.ts';
import type { Frame, Runner, Scope, Step } from './run.ts';
import { inParallel, sleepUntil, unlessAborted } from './timing.ts';

export async function executeState(run: Runner, frame: Frame): Promise<Step> {
  const { state } = frame;
  switch (state.Type) {
    case 'Pass':
      return finish(state, run.bindings(frame), frame.at.input);
    case 'Succeed':
      return finish(state, run.bindings(frame), frame.at.input);
    case 'Task':
      return withResult(run, frame, state, await executeTask(run, { ...frame, state }));
    case 'Choice':
      return choose(run.bindings(frame), state, frame.at.input);
    case 'Wait':
      await run.sleepUntil(await wakeTime(run, { ...frame, state }), frame.scope.signal);
      return finish(state, run.bindings(frame), frame.at.input);
    case 'Fail': {
      const bindings = run.bindings(frame);
      const error = String(await evaluate(state.Error ?? '', bindings, 'Error'));
      throw new StateError(error, String(await evaluate(state.Cause ?? '', bindings, 'Cause')));
    }
    case 'Map':
      return withResult(run, frame, state, await executeMap(run, { ...frame, state }));
    case 'Parallel':
      return withResult(run, frame, state, await executeParallel(run, { ...frame, state }));
  }
}

/** Made once: with its stack it would be the dearest part of a task. */
const OVER = new RunEnded('CLOSED');

/** What AWS runs at once in an inline Map without a limit. */
const MAP_CONCURRENCY = 40;

interface Finishing {
  Next?: string | undefined;
  Output?: unknown;
  Assign?: Record<string, unknown> | undefined;
}

function withResult(run: Runner, frame: Frame, state: Finishing, result: unknown): Promise<Step> {
  return finish(state, run.bindings(frame, { result }), result);
}

/** Output and Assign both see the variables as they were before the state. */
async function finish(state: Finishing, bindings: Bindings, otherwise: unknown): Promise<Step> {
  const output = state.Output === undefined ? otherwise : await evaluate(state.Output, bindings, 'Output');
  return { next: state.Next, output, assigned: await assign(state.Assign, bindings) };
}

async function choose(bindings: Bindings, state: StateOf<'Choice'>, input: unknown): Promise<Step> {
  for (const [index, choice] of state.Choices.entries()) {
    const field = `Choices[${String(index)}].Condition`;
    const condition = await evaluate(choice.Condition, bindings, field);
    if (typeof condition !== 'boolean') {
      throw new StateError('States.QueryEvaluationError', `The field '${field}' must give true or false`);
    }
    if (condition) return finish(choice, bindings, input);
  }
  if (state.Default === undefined) {
    throw new StateError('States.NoChoiceMatched', 'No condition was true, and there is no Default');
  }
  return finish({ ...state, Next: state.Default }, bindings, input);
}

async function wakeTime(run: Runner, frame: Frame<StateOf<'Wait'>>): Promise<number> {
  const { state, at } = frame;
  const bindings = run.bindings(frame);
  if (state.Seconds !== undefined) {
    const seconds = await number(state.Seconds, bindings, 'Seconds');
    return at.entered + seconds * 1000;
  }
  const timestamp = await evaluate(state.Timestamp, bindings, 'Timestamp');
  const time = Date.parse(String(timestamp));
  if (Number.isNaN(time)) {
    throw new StateError(
      'States.QueryEvaluationError',
      `The field 'Timestamp' is not a time: ${String(timestamp)}`,
    );
  }
  return time;
}

async function executeTask(run: Runner, frame: Frame<StateOf<'Task'>>): Promise<unknown> {
  const { state, at, scope, name } = frame;
  const bindings = run.bindings(frame);
  const given =
    state.Arguments === undefined ? at.input : await evaluate(state.Arguments, bindings, 'Arguments');
  const args = withinLimit(given, 'The Arguments');
  const limit =
    state.TimeoutSeconds === undefined
      ? Infinity
      : 1000 * (await number(state.TimeoutSeconds, bindings, 'TimeoutSeconds'));
  const started = run.now();
  const timeout = () =>
    new StateError('States.Timeout', `The task did not end within ${String(limit / 1000)} seconds`);
  const stop = new AbortController();
  const signal = AbortSignal.any([scope.signal, stop.signal]);
  if (Number.isFinite(limit) && !run.options.sleepUntil) {
    sleepUntil(started + limit, signal, run.now).then(
      () => stop.abort(timeout()),
      () => undefined,
    );
  }
  const token = `${run.id}/${scope.path}/${name}#${String(at.transitions)}`;
  try {
    const result = await unlessAborted(
      run.options.tasks(state.Resource, args, { name, token, signal }),
      signal,
    );
    if (run.now() - started >= limit) throw timeout(); // virtual time has no timers
    return withinLimit(result ?? null, 'The result');
  } finally {
    stop.abort(OVER);
  }
}

async function executeMap(run: Runner, frame: Frame<StateOf<'Map'>>): Promise<unknown> {
  const { state, at, scope } = frame;
  const bindings = run.bindings(frame);
  const items = state.Items === undefined ? at.input : await evaluate(state.Items, bindings, 'Items');
  if (!Array.isArray(items)) {
    throw new StateError('States.QueryEvaluationError', "The field 'Items' must give an array");
  }
  const limit =
    state.MaxConcurrency === undefined
      ? MAP_CONCURRENCY
      : await number(state.MaxConcurrency, bindings, 'MaxConcurrency');
  return inParallel(
    items as unknown[],
    limit || MAP_CONCURRENCY,
    scope.signal,
    async (Value, Index, signal) => {
      const inner: Scope = {
        ...innerScope(frame, Index, signal),
        item: { Index, Value },
      };
      const own = run.bindings({ ...frame, scope: { ...scope, item: { Index, Value } } });
      const input =
        state.ItemSelector === undefined ? Value : await evaluate(state.ItemSelector, own, 'ItemSelector');
      return run.flow(state.ItemProcessor, input, inner);
    },
  );
}

async function executeParallel(run: Runner, frame: Frame<StateOf<'Parallel'>>): Promise<unknown> {
  const { state, at, scope } = frame;
  const input =
    state.Arguments === undefined
      ? at.input
      : await evaluate(state.Arguments, run.bindings(frame), 'Arguments');
  return inParallel(state.Branches, state.Branches.length, scope.signal, (branch, index, signal) =>
    run.flow(branch, input, innerScope(frame, index, signal)),
  );
}

/** An inner flow reads the outer variables and keeps its own to itself. */
function innerScope({ at, name, scope }: Frame, index: number, signal: AbortSignal): Scope {
  const flow = `${name}#${String(at.transitions)}[${String(index)}]`; // unique: no later entry finds its checkpoints
  const path = scope.path === '' ? flow : `${scope.path}/${flow}`;
  return {
    path,
    outer: { ...scope.outer, ...at.variables },
    signal,
    ...(scope.item && { item: scope.item }),
  };
}

async function number(template: number | string, bindings: Bindings, field: string): Promise<number> {
  const value = await evaluate(template, bindings, field);
  if (typeof value === 'number' && value >= 0) return value;
  throw new StateError('States.QueryEvaluationError', `The field '${field}' must give a number of 0 or more`);
}
