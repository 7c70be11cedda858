import { describe, expect, it, vi } from 'vitest';
import { checkDefinition } from '../../../local/workflows/check.ts';
import { runStateMachine } from '../../../local/workflows/interpreter.ts';
import { type RunOptions } from '../../../local/workflows/run.ts';
import { lambdaTasks } from '../../../local/workflows/tasks.ts';

type States = Record<string, Record<string, unknown>>;
const machine = (States: States, more = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(States)[0],
  States,
  ...more,
});
const START = Date.parse('2026-03-01T00:00:00Z');

/** Virtual time: sleeping moves the clock. */
function virtualTime() {
  const clock = { now: START, slept: [] as number[] };
  return {
    clock,
    options: {
      now: () => clock.now,
      sleepUntil: (time: number) => {
        clock.slept.push((time - clock.now) / 1000);
        clock.now = Math.max(clock.now, time);
        return Promise.resolve();
      },
    },
  };
}

const run = (states: States, options: Partial<RunOptions> = {}, more = {}) =>
  runStateMachine(machine(states, more), { input: {}, tasks: () => Promise.resolve(null), ...options });
const output = async (Output: unknown, input: unknown = {}, options: Partial<RunOptions> = {}) => {
  const result = await run({ Only: { Type: 'Pass', Output, End: true } }, { input, ...options });
  return result.status === 'SUCCEEDED' ? result.output : result;
};
class NamedError extends Error {
  constructor(name: string, message = 'no reason') {
    super(message);
    this.name = name;
  }
}
const failing = (...errors: (string | undefined)[]) => {
  const left = [...errors];
  return () => {
    const name = left.shift();
    return name === undefined ? Promise.resolve('done') : Promise.reject(new NamedError(name));
  };
};
const task = (more: Record<string, unknown>) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  ...more,
});

describe('expressions', () => {
  it('evaluates them deep in a template and leaves other text alone', async () => {
    const template = {
      sum: '{% $states.input.a + 1 %}',
      list: ['{% $states.input.a %}', 'a{% 1 %}'],
      deep: { no: null },
    };
    expect(await output(template, { a: 2 })).toEqual({ sum: 3, list: [2, 'a{% 1 %}'], deep: { no: null } });
  });

  it('gives plain JSON of lists, of none and of one', async () => {
    expect(await output('{% [$states.input.rows[n > 1].n] %}', { rows: [{ n: 1 }, { n: 2 }] })).toEqual([2]);
    expect(await output('{% [$states.input.rows[n > 9].n] %}', { rows: [{ n: 1 }] })).toEqual([]);
  });

  it('has the functions of Step Functions', async () => {
    expect(await output('{% $parse($states.input) %}', '{"a":[1]}')).toEqual({ a: [1] });
    expect(await output('{% $partition([1,2,3,4,5], 2) %}')).toEqual([[1, 2], [3, 4], [5]]);
    expect(await output('{% $partition($states.input.one, 2) %}', { one: [7] })).toEqual([[7]]);
    expect(await output('{% $range(0, 10, 5) %}')).toEqual([0, 5, 10]);
    expect(await output('{% $hash("a", "SHA-256") %}')).toMatch(/^ca978112ca1bbdca/);
    expect(await output('{% $uuid() %}')).toMatch(/^[\da-f]{8}-[\da-f]{4}-4/);
    expect(await output('{% $random(7) = $random(7) %}')).toBe(true);
    expect(await output('{% $random() %}', {}, { random: () => 0.25 })).toBe(0.25);
    expect(await output('{% $now() %}', {}, { now: () => START })).toBe('2026-03-01T00:00:00.000Z');
    expect(await output('{% $now("[Y]/[M01]") %}', {}, { now: () => START })).toBe('2026/03');
    expect(await output('{% $millis() %}', {}, { now: () => START })).toBe(START);
    expect(await output('{% $eval("1") %}')).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  it('fails on an expression that yields nothing or throws, naming field and expression', async () => {
    expect(await output({ a: '{% $states.input.none %}' })).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: expect.stringMatching(/\$states\.input\.none.*Output\.a.*nothing/),
    });
    expect(await output('{% 1 + "a" %}')).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  it('knows the context', async () => {
    const context = {
      execution: '{% $states.context.Execution %}',
      state: '{% $states.context.State %}',
      machine: '{% $states.context.StateMachine.Name %}',
    };
    const options = {
      now: () => START,
      execution: { id: 'arn:x', name: 'x', startTime: START },
      stateMachine: { id: 'arn:m', name: 'm' },
    };
    expect(await output(context, { a: 1 }, options)).toEqual({
      execution: {
        Id: 'arn:x',
        Name: 'x',
        Input: { a: 1 },
        StartTime: '2026-03-01T00:00:00.000Z',
        RedriveCount: 0,
      },
      state: { Name: 'Only', EnteredTime: '2026-03-01T00:00:00.000Z', RetryCount: 0 },
      machine: 'm',
    });
  });
});

describe('states', () => {
  it('assigns and gives out with the variables from before the state', async () => {
    const result = await run({
      One: { Type: 'Pass', Assign: { n: 1 }, Next: 'Two' },
      Two: { Type: 'Pass', Assign: { n: '{% $n + 1 %}', m: '{% $n %}' }, Output: '{% $n %}', Next: 'Three' },
      Three: { Type: 'Succeed', Output: '{% [$n, $m, $states.input] %}' },
    });
    expect(result).toEqual({
      status: 'SUCCEEDED',
      output: [2, 1, 1],
      transitions: 3,
      path: ['One', 'Two', 'Three'],
    });
  });

  it('calls functions both ways and hands on their result', async () => {
    const calls: unknown[] = [];
    const tasks = lambdaTasks((name, event) => {
      calls.push([name, event]);
      return Promise.resolve({ said: name });
    });
    const result = await run(
      {
        Invoke: task({
          Arguments: { FunctionName: 'one', Payload: { a: '{% $states.input.a %}' } },
          Output: '{% $states.result.Payload %}',
          Assign: { status: '{% $states.result.StatusCode %}' },
          Next: 'Direct',
        }),
        Direct: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:1:function:two', Next: 'Done' },
        Done: { Type: 'Succeed', Output: { last: '{% $states.input %}', status: '{% $status %}' } },
      },
      { input: { a: 1 }, tasks },
    );
    expect(result).toMatchObject({
      output: { last: { said: 'arn:aws:lambda:us-east-1:1:function:two' }, status: 200 },
    });
    expect(calls).toEqual([
      ['one', { a: 1 }],
      ['arn:aws:lambda:us-east-1:1:function:two', { said: 'one' }],
    ]);
  });

  it('chooses the first true condition, else the default', async () => {
    const states = (Default?: string): States => ({
      Pick: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 10 %}', Next: 'Big', Output: 'big', Assign: { by: 'rule' } },
          { Condition: '{% $states.input.n > 5 %}', Next: 'Big' },
        ],
        Assign: { by: 'default' },
        ...(Default !== undefined && { Default }),
      },
      Big: { Type: 'Succeed' },
      Small: { Type: 'Succeed', Output: '{% $by %}' },
    });
    expect(await run(states(), { input: { n: 11 } })).toMatchObject({ output: 'big' });
    expect(await run(states(), { input: { n: 6 } })).toMatchObject({ output: { n: 6 } });
    expect(await run(states('Small'), { input: { n: 1 } })).toMatchObject({ output: 'default' });
    expect(await run(states(), { input: { n: 1 } })).toMatchObject({ error: 'States.NoChoiceMatched' });
    expect(await run(states(), { input: { n: 'x' } })).toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });

  it('waits seconds, until a time, and for months', async () => {
    const { clock, options } = virtualTime();
    await run(
      {
        Some: { Type: 'Wait', Seconds: '{% $states.input.s %}', Next: 'Until' },
        Until: { Type: 'Wait', Timestamp: '2026-05-01T00:00:00Z', Next: 'Past' },
        Past: { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', End: true },
      },
      { input: { s: 90 }, ...options },
    );
    expect(new Date(clock.now).toISOString()).toBe('2026-05-01T00:00:00.000Z');
    expect(clock.slept[0]).toBe(90);
  });

  it('does not end a wait of 60 days at once in real time', async () => {
    const stop = new AbortController();
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const waiting = run({ Long: { Type: 'Wait', Seconds: 60 * 86_400, End: true } }, { signal: stop.signal });
    expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 50, 'waiting'))])).toBe(
      'waiting',
    );
    const longest = Math.max(...timers.mock.calls.map(([, delay]) => delay ?? 0));
    expect(longest).toBeGreaterThan(1000);
    expect(longest).toBeLessThan(2 ** 31);
    timers.mockRestore();
    stop.abort();
    expect(await waiting).toMatchObject({ status: 'ABORTED' });
  });

  it('fails with words made by expressions', async () => {
    const result = await run(
      { No: { Type: 'Fail', Error: 'Bad', Cause: '{% "because " & $states.input %}' } },
      { input: 'so' },
    );
    expect(result).toMatchObject({ status: 'FAILED', error: 'Bad', cause: 'because so' });
  });

  it('maps in order, within its concurrency, variables of an iteration kept apart', async () => {
    let active = 0;
    let most = 0;
    const tasks = async () => {
      most = Math.max(most, ++active);
      await new Promise((resolve) => setTimeout(resolve, 2));
      active--;
      return 'ok';
    };
    const result = await run(
      {
        Set: { Type: 'Pass', Assign: { base: 10, mine: 'outer' }, Next: 'Each' },
        Each: {
          Type: 'Map',
          Items: '{% $states.input.pages %}',
          MaxConcurrency: 2,
          ItemSelector: {
            page: '{% $states.context.Map.Item.Value %}',
            at: '{% $states.context.Map.Item.Index %}',
          },
          ItemProcessor: {
            StartAt: 'Work',
            States: {
              Work: task({
                Assign: { mine: '{% $base + $states.input.at %}' },
                Output: '{% $states.input.page %}',
                Next: 'Tell',
              }),
              Tell: { Type: 'Pass', Output: '{% [$states.input, $mine] %}', End: true },
            },
          },
          Output: { all: '{% $states.result %}', mine: '{% $mine %}' },
          End: true,
        },
      },
      { input: { pages: ['a', 'b', 'c'] }, tasks },
    );
    expect(result).toMatchObject({
      output: {
        all: [
          ['a', 10],
          ['b', 11],
          ['c', 12],
        ],
        mine: 'outer',
      },
      transitions: 8,
    });
    expect(most).toBe(2);
    const empty = {
      Type: 'Map',
      Items: [],
      ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Succeed' } } },
      End: true,
    };
    expect(await run({ Each: empty })).toMatchObject({ output: [] });
    expect(await run({ Each: { ...empty, Items: '{% 5 %}' } })).toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });

  it('runs branches and fails with the first failing one, the others stopped', async () => {
    const branch = (name: string, state: Record<string, unknown>) => ({
      StartAt: name,
      States: { [name]: state },
    });
    const parallel = (...Branches: unknown[]): States => ({
      Both: {
        Type: 'Parallel',
        Branches,
        Catch: [{ ErrorEquals: ['Bad'], Next: 'Caught', Output: '{% $states.errorOutput %}' }],
        End: true,
      },
      Caught: { Type: 'Pass', End: true },
    });
    const pass = branch('P', { Type: 'Pass', Output: '{% $states.input.a %}', End: true });
    const wait = branch('W', { Type: 'Wait', Seconds: 3600, End: true });
    const bad = branch('F', { Type: 'Fail', Error: 'Bad', Cause: 'so' });
    expect(await run(parallel(pass, pass), { input: { a: 1 } })).toMatchObject({ output: [1, 1] });
    expect(await run(parallel(wait, bad))).toMatchObject({ output: { Error: 'Bad', Cause: 'so' } });
  });
});

describe('errors', () => {
  it('retries with back-off up to the maximum, counting the retries', async () => {
    const { clock, options } = virtualTime();
    const Retry = [
      { ErrorEquals: ['Slow'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 3 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 1 },
    ];
    const tasks = failing('Slow', 'Slow', 'Other', 'Slow', undefined);
    const result = await run(
      { Work: task({ Retry, Output: '{% $states.context.State.RetryCount %}', End: true }) },
      { ...options, tasks },
    );
    expect(result).toMatchObject({ output: 4, transitions: 5 });
    expect(clock.slept).toEqual([2, 6, 1, 10]);
    const spent = await run(
      { Work: task({ Retry, End: true }) },
      { ...options, tasks: failing('Slow', 'Slow', 'Slow', 'Slow') },
    );
    expect(spent).toMatchObject({ status: 'FAILED', error: 'Slow' });
  });

  it('spreads retries with full jitter', async () => {
    const { clock, options } = virtualTime();
    const Retry = [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 8, JitterStrategy: 'FULL' }];
    await run(
      { Work: task({ Retry, End: true }) },
      { ...options, tasks: failing('X', undefined), random: () => 0.5 },
    );
    expect(clock.slept).toEqual([4]);
  });

  it('catches with its output and variables; the cause is what the function reported', async () => {
    const states: States = {
      Work: task({
        Arguments: { FunctionName: 'f' },
        Catch: [
          {
            ErrorEquals: ['Refused'],
            Assign: { why: '{% $parse($states.errorOutput.Cause).errorMessage %}' },
            Output: { was: '{% $states.input.a %}' },
            Next: 'Told',
          },
          { ErrorEquals: ['States.ALL'], Next: 'Plain' },
        ],
        End: true,
      }),
      Told: { Type: 'Succeed', Output: '{% [$why, $states.input.was] %}' },
      Plain: { Type: 'Succeed' },
    };
    const tasks = lambdaTasks(() => Promise.reject(new NamedError('Refused', 'no more')));
    expect(await run(states, { input: { a: 1 }, tasks })).toMatchObject({ output: ['no more', 1] });
    expect(await run(states, { tasks: failing('Other') })).toMatchObject({
      output: { Error: 'Other', Cause: 'no reason' },
      path: ['Work', 'Plain'],
    });
  });

  it('lets no wildcard catch what AWS lets none catch', async () => {
    const caught = (ErrorEquals: string[]) => ({
      Work: task({ Catch: [{ ErrorEquals, Next: 'Caught' }], End: true }),
      Caught: { Type: 'Succeed', Output: 'caught' },
    });
    expect(await run(caught(['States.ALL']), { tasks: failing('States.Runtime') })).toMatchObject({
      status: 'FAILED',
    });
    expect(await run(caught(['States.TaskFailed']), { tasks: failing('States.Timeout') })).toMatchObject({
      status: 'FAILED',
    });
    expect(await run(caught(['States.TaskFailed']), { tasks: failing('Mine') })).toMatchObject({
      output: 'caught',
    });
    const big = () => Promise.resolve('x'.repeat(256 * 1024));
    expect(await run(caught(['States.ALL']), { tasks: big })).toMatchObject({
      error: 'States.DataLimitExceeded',
    });
    const fits = () => Promise.resolve('x'.repeat(256 * 1024 - 2));
    expect(await run(caught(['States.ALL']), { tasks: fits })).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('times a task out, in real and in virtual time', async () => {
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }];
    const states: States = {
      Work: task({ TimeoutSeconds: 0.02, Catch, End: true }),
      Late: { Type: 'Succeed', Output: 'late' },
    };
    const signals: AbortSignal[] = [];
    const slow: RunOptions['tasks'] = (_resource, _args, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    expect(await run(states, { tasks: slow })).toMatchObject({ output: 'late' });
    expect(signals[0]?.aborted).toBe(true);
    const { clock, options } = virtualTime();
    const tasks = () => Promise.resolve((clock.now += 100));
    expect(await run(states, { ...options, tasks })).toMatchObject({ output: 'late' });
  });

  it('times the machine out, which nothing catches', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Work' }];
    const never = () => new Promise<never>(() => undefined);
    const real = await run(
      { Work: task({ Catch, End: true }) },
      { tasks: never, now: fast() },
      { TimeoutSeconds: 1 },
    );
    expect(real).toMatchObject({ status: 'TIMED_OUT' });
    const { clock, options } = virtualTime();
    const wait = { Type: 'Wait', Seconds: 3600, End: true };
    expect(await run({ Wait: wait }, options, { TimeoutSeconds: 60 })).toMatchObject({ status: 'TIMED_OUT' });
    expect(clock.now).toBe(START + 60_000);
  });
});

/** Time that goes 50 times as fast. */
function fast(): () => number {
  const began = Date.now();
  return () => START + (Date.now() - began) * 50;
}

describe('what is not supported', () => {
  const pass = { Type: 'Pass', End: true };
  it.each<[string, unknown, RegExp]>([
    ['JSONPath', { StartAt: 'A', States: { A: pass } }, /state machine: QueryLanguage/],
    ['a field', machine({ A: { ...pass, InputPath: '$' } }), /^state "A": InputPath is not supported$/],
    ['a state type', machine({ A: { Type: 'Sleep' } }), /^state "A": Type/],
    ['a heartbeat', machine({ A: task({ HeartbeatSeconds: 5, End: true }) }), /"A": HeartbeatSeconds/],
    [
      'a retry field',
      machine({ A: task({ Retry: [{ ErrorEquals: ['X'], Every: 1 }], End: true }) }),
      /"A": Retry\.0\.Every/,
    ],
    [
      'a resource',
      machine({ A: task({ Resource: 'arn:aws:states:::sns:publish', End: true }) }),
      /"A": the task resource .*sns:publish/,
    ],
    [
      'a token',
      machine({ A: task({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', End: true }) }),
      /"A": the task resource/,
    ],
    [
      'a bad expression',
      machine({ A: { ...pass, Output: { x: '{% $a( %}' } } }),
      /"A": the JSONata expression "\$a\(" is not valid/,
    ],
    ['a lost target', machine({ A: { Type: 'Pass', Next: 'B' } }), /"A": there is no state "B"/],
    [
      'a lost catch',
      machine({ A: task({ Catch: [{ ErrorEquals: ['X'], Next: 'Gone' }], End: true }) }),
      /"A": there is no state "Gone"/,
    ],
    ['no way on', machine({ A: { Type: 'Pass' } }), /"A": needs either Next or End/],
    [
      'a wait for nothing',
      machine({ A: { Type: 'Wait', End: true } }),
      /"A": needs either Seconds or Timestamp/,
    ],
    [
      'an inner state',
      machine({
        M: {
          Type: 'Map',
          End: true,
          ItemProcessor: { StartAt: 'I', States: { I: { ...pass, Parameters: {} } } },
        },
      }),
      /^state "I": Parameters is not supported$/,
    ],
    [
      'a distributed Map',
      machine({
        M: {
          Type: 'Map',
          End: true,
          ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'I', States: { I: pass } },
        },
      }),
      /^state "M": ItemProcessor\.ProcessorConfig\.Mode: must be INLINE$/,
    ],
  ])('%s', (_what, definition, sentence) => {
    expect(checkDefinition(definition)).toEqual([expect.stringMatching(sentence)]);
  });

  it('finds nothing in a definition that runs', () => {
    const states = { A: task({ Arguments: { FunctionName: 'f' }, Next: 'B' }), B: { Type: 'Succeed' } };
    expect(checkDefinition(machine(states, { TimeoutSeconds: 60 }))).toEqual([]);
  });
});
