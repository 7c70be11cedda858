import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { InvokeFunction } from '../../../local/aws/service.ts';
import { StateStore } from '../../../local/state-store.ts';
import { StepFunctionsStandIn, type StatusChange } from '../../../local/workflows/service.ts';
import { serveJson } from '../../support/dynamodb.ts';

const MACHINE = 'arn:aws:states:us-east-1:1:stateMachine:flow';
const arnOf = (name: string) => `arn:aws:states:us-east-1:1:execution:flow:${name}`;
const machine = (States: Record<string, Record<string, unknown>>, more = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(States)[0],
  States,
  ...more,
});
const call = (FunctionName: string, Next?: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...(Next === undefined ? { End: true } : { Next }),
});
const waiting = machine({ Wait: { Type: 'Wait', Seconds: 3600, Next: 'Done' }, Done: { Type: 'Succeed' } });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workflows-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Given {
  folder?: string;
  definition?: object;
  invoke?: InvokeFunction;
  now?: () => number;
  onStatusChange?: (detail: StatusChange) => unknown;
  others?: { name: string; definition: object }[];
}

async function start(given: Given = {}) {
  const changes: StatusChange[] = [];
  const service = new StepFunctionsStandIn({
    state: new StateStore(given.folder ?? newFolder()),
    region: 'us-east-1',
    account: '1',
    invoke: given.invoke ?? ((name) => Promise.resolve({ from: name })),
    onStatusChange: given.onStatusChange ?? ((detail) => changes.push(detail)),
    ...(given.now && { now: given.now }),
  });
  const definition = given.definition ?? machine({ Work: call('work') });
  for (const other of [{ name: 'flow', definition }, ...(given.others ?? [])]) {
    service.defineStateMachine({ arn: MACHINE.replace('flow', other.name), ...other });
  }
  service.resume();
  const server = await serveJson(service);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SFNClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  const close = async () => {
    client.destroy();
    await server.close();
    await service.close();
  };
  cleanups.push(close);
  const begin = (name?: string, input = '{}') =>
    client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name, input }));
  const read = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }));
  const ended = (name: string) =>
    vi.waitFor(async () => {
      const execution = await read(arnOf(name));
      expect(execution.status).not.toBe('RUNNING');
      return execution;
    });
  return { service, client, changes, begin, read, ended, close };
}

describe("Step Functions' API", () => {
  it('starts, runs and describes an execution', async () => {
    const { begin, ended, client, changes } = await start({
      invoke: (name, event) => Promise.resolve({ name, event }),
    });
    const started = await begin('a', '{"n": 1}');
    expect(started.executionArn).toBe(arnOf('a'));
    expect(started.startDate).toBeInstanceOf(Date);
    const execution = await ended('a');
    expect(execution).toMatchObject({
      status: 'SUCCEEDED',
      name: 'a',
      stateMachineArn: MACHINE,
      input: '{"n": 1}',
    });
    expect(JSON.parse(execution.output ?? '')).toEqual({ name: 'work', event: { n: 1 } });
    expect(changes.map(({ status, executionArn }) => [status, executionArn])).toEqual([
      ['RUNNING', arnOf('a')],
      ['SUCCEEDED', arnOf('a')],
    ]);
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }));
    expect(JSON.parse(described.definition ?? '')).toMatchObject({ StartAt: 'Work' });
  });

  it('names an execution by itself when it is given no name', async () => {
    const { begin } = await start();
    expect((await begin()).executionArn).toMatch(/:execution:flow:[\da-f-]{36}$/);
  });

  it('answers a repeated start alike while it runs, and refuses it otherwise', async () => {
    const { begin, client, changes } = await start({ definition: waiting });
    const first = await begin('same', '{"a":1}');
    expect(await begin('same', '{"a":1}')).toMatchObject({
      executionArn: first.executionArn,
      startDate: first.startDate,
    });
    await expect(begin('same', '{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await client.send(new StopExecutionCommand({ executionArn: arnOf('same') }));
    await expect(begin('same', '{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(changes.map(({ status }) => status)).toEqual(['RUNNING', 'ABORTED']);
  });

  it('refuses what AWS refuses', async () => {
    const { begin, client, read } = await start();
    for (const name of ['a b', 'a/b', 'a:b', 'x'.repeat(81), '']) {
      await expect(begin(name)).rejects.toMatchObject({ name: 'InvalidName' });
    }
    await expect(begin('bad', '{')).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(read(arnOf('none'))).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    const unknown = new StartExecutionCommand({ stateMachineArn: `${MACHINE}x` });
    await expect(client.send(unknown)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    const token = new SendTaskSuccessCommand({ taskToken: 'x', output: '{}' });
    await expect(client.send(token)).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it('stops an execution and drops the result of its running task', async () => {
    let finish: (value: unknown) => void = () => undefined;
    const calls: string[] = [];
    const invoke: InvokeFunction = (name) => {
      calls.push(name);
      return new Promise((resolve) => (finish = resolve));
    };
    const { begin, client, read, changes } = await start({
      invoke,
      definition: machine({ A: call('a', 'B'), B: call('b') }),
    });
    await begin('stopped');
    await vi.waitFor(() => expect(calls).toEqual(['a']));
    await client.send(
      new StopExecutionCommand({ executionArn: arnOf('stopped'), error: 'Why', cause: 'so' }),
    );
    finish('late');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await read(arnOf('stopped'))).toMatchObject({ status: 'ABORTED', error: 'Why', cause: 'so' });
    expect(calls).toEqual(['a']);
    expect(changes.at(-1)).toMatchObject({ status: 'ABORTED', output: null, error: 'Why' });
  });

  it('reports failures and time-outs', async () => {
    const failed = await start({ definition: machine({ No: { Type: 'Fail', Error: 'Bad', Cause: 'so' } }) });
    await failed.begin('f');
    expect(await failed.ended('f')).toMatchObject({ status: 'FAILED', error: 'Bad', cause: 'so' });
    expect(failed.changes.at(-1)).toMatchObject({
      status: 'FAILED',
      error: 'Bad',
      cause: 'so',
      stateMachineArn: MACHINE,
    });
    const began = Date.now();
    const now = () => began + (Date.now() - began) * 100;
    const late = await start({ definition: { ...waiting, TimeoutSeconds: 1 }, now });
    await late.begin('t');
    await vi.waitFor(() => expect(late.changes.at(-1)?.status).toBe('TIMED_OUT'), 3000);
  });

  it('lists newest first, by status, in pages', async () => {
    const { begin, client, ended } = await start({ definition: waiting });
    for (const name of ['1', '2', '3', '4']) await begin(name);
    await client.send(new StopExecutionCommand({ executionArn: arnOf('2') }));
    await ended('2');
    const list = (more = {}) => client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE, ...more }));
    const first = await list({ statusFilter: 'RUNNING', maxResults: 2 });
    expect(first.executions?.map(({ name }) => name)).toEqual(['4', '3']);
    const second = await list({ statusFilter: 'RUNNING', maxResults: 2, nextToken: first.nextToken });
    expect(second.executions?.map(({ name }) => name)).toEqual(['1']);
    expect(second.nextToken).toBeUndefined();
    expect((await list({ statusFilter: 'ABORTED' })).executions).toHaveLength(1);
    expect((await list()).executions).toHaveLength(4);
    await expect(list({ nextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('tells the history', async () => {
    const { begin, client, ended } = await start({
      definition: machine({ A: call('a', 'B'), B: { Type: 'Succeed' } }),
    });
    await begin('h', '{"n":1}');
    await ended('h');
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn: arnOf('h') }));
    const types = [
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
    ];
    expect(events.map(({ type }) => type)).toEqual([...types, 'ExecutionSucceeded']);
    expect(events[1]).toMatchObject({
      id: 2,
      previousEventId: 1,
      stateEnteredEventDetails: { name: 'A', input: '{"n":1}' },
    });
    const reverse = new GetExecutionHistoryCommand({
      executionArn: arnOf('h'),
      reverseOrder: true,
      maxResults: 1,
    });
    expect((await client.send(reverse)).events?.[0]?.executionSucceededEventDetails?.output).toBe(
      '{"from":"a"}',
    );
  });

  it('starts other executions, waits for them, and stops them with itself', async () => {
    const nested = (suffix: string, more = {}) => ({
      Type: 'Task',
      Resource: `arn:aws:states:::states:startExecution${suffix}`,
      Arguments: {
        StateMachineArn: MACHINE.replace('flow', 'child'),
        Input: { n: '{% $states.input.n %}' },
        ...more,
      },
      End: true,
    });
    const child = {
      name: 'child',
      definition: machine({
        Is: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.n > 0 %}', Next: 'Work' }],
          Default: 'No',
        },
        Work: call('work'),
        No: { Type: 'Fail', Error: 'Negative', Cause: 'n' },
      }),
    };
    const sync = await start({ definition: machine({ Sync: nested('.sync:2') }), others: [child] });
    await sync.begin('good', '{"n":1}');
    expect(JSON.parse((await sync.ended('good')).output ?? '')).toMatchObject({
      Status: 'SUCCEEDED',
      Output: { from: 'work' },
    });
    await sync.begin('bad', '{"n":-1}');
    const bad = await sync.ended('bad');
    expect(bad).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(bad.cause ?? '')).toMatchObject({ Error: 'Negative', Status: 'FAILED' });

    const async = await start({
      definition: machine({ Async: nested('', { Name: 'named' }) }),
      others: [child],
    });
    await async.begin('one', '{"n":1}');
    expect(JSON.parse((await async.ended('one')).output ?? '')).toMatchObject({
      ExecutionArn: arnOf('named').replace('flow', 'child'),
    });
    await async.begin('two', '{"n":2}');
    expect(await async.ended('two')).toMatchObject({
      error: 'StepFunctions.ExecutionAlreadyExistsException',
    });

    const slow = { name: 'child', definition: waiting };
    const stopping = await start({
      definition: machine({ Sync: nested('.sync:2', { Name: 'c' }) }),
      others: [slow],
    });
    await stopping.begin('parent', '{"n":1}');
    const childArn = arnOf('c').replace('flow', 'child');
    await vi.waitFor(() => stopping.read(childArn));
    await stopping.client.send(new StopExecutionCommand({ executionArn: arnOf('parent') }));
    await vi.waitFor(async () => expect((await stopping.read(childArn)).status).toBe('ABORTED'));
  });

  it('refuses a definition it cannot run, naming machine and state', async () => {
    const definition = machine({
      Tell: { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', End: true },
    });
    await expect(start({ definition })).rejects.toThrow(
      /State machine flow cannot run here: state "Tell": .*sns:publish/,
    );
  });
});

describe('executions and restarts', () => {
  it('continues after a restart where it was, the wait counted from its beginning', async () => {
    const folder = newFolder();
    const clock = { now: Date.parse('2026-03-01T00:00:00Z') };
    const now = () => clock.now;
    const definition = machine({
      Set: { Type: 'Pass', Assign: { kept: 'yes' }, Next: 'Wait' },
      Wait: { Type: 'Wait', Seconds: 3600, Next: 'Done' },
      Done: { Type: 'Succeed', Output: '{% $kept %}' },
    });
    const first = await start({ folder, definition, now });
    await first.begin('w');
    await first.close();
    clock.now += 3_599_000;
    const early = await start({ folder, definition, now });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await early.read(arnOf('w'))).toMatchObject({ status: 'RUNNING' });
    await early.close();
    clock.now += 1000;
    const later = await start({ folder, definition, now });
    expect(await later.ended('w')).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' });
    expect(later.changes.map(({ status }) => status)).toEqual(['SUCCEEDED']);
  });

  it(
    'repeats after kill -9 only the task that was in flight, also inside a Map',
    { timeout: 20_000 },
    async () => {
      const folder = newFolder();
      const iteration = {
        StartAt: 'Page',
        States: { Page: { ...call('x'), Arguments: { FunctionName: '{% $states.input %}' } } },
      };
      const definition = machine({
        Before: { ...call('before', 'Each'), Output: '{% $states.input %}' },
        Each: {
          Type: 'Map',
          Items: '{% $states.input %}',
          MaxConcurrency: 1,
          ItemProcessor: iteration,
          Next: 'After',
        },
        After: call('after'),
      });
      const input = '["p1","p2","hang","p4"]';
      const calls = () =>
        readFileSync(join(folder, 'calls.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .map((line) => (JSON.parse(line) as [string])[0]);
      const program = ['--import', 'tsx', 'test/support/step-functions-process.ts'];
      const child = spawn(process.execPath, [...program, folder, JSON.stringify(definition), input], {
        stdio: 'inherit',
      });
      await vi.waitFor(() => expect(calls()).toEqual(['before', 'p1', 'p2', 'hang']), 10_000);
      child.kill('SIGKILL');
      const again: string[] = [];
      const invoke: InvokeFunction = (name) => {
        again.push(name);
        return Promise.resolve(name);
      };
      const { read } = await start({ folder: join(folder, 'state'), definition, invoke });
      const output = await vi.waitFor(async () => {
        const execution = await read(arnOf('one'));
        expect(execution.status).toBe('SUCCEEDED');
        return execution.output;
      });
      expect(again).toEqual(['hang', 'p4', 'after']);
      expect(output).toBe('"after"');
    },
  );

  it('keeps the retries and their delay over a restart', async () => {
    const folder = newFolder();
    const clock = { now: 0 };
    const calls: number[] = [];
    const given = {
      folder,
      now: () => clock.now,
      invoke: () => {
        calls.push(clock.now);
        return Promise.reject(new Error('again'));
      },
      definition: machine({
        Work: {
          ...call('work'),
          Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, BackoffRate: 1, MaxAttempts: 2 }],
        },
      }),
    };
    for (const time of [0, 50_000, 100_000, 250_000]) {
      clock.now = time;
      const { begin, close } = await start(given);
      if (time === 0) await begin('r');
      await new Promise((resolve) => setTimeout(resolve, 30));
      await close();
    }
    expect(calls).toEqual([0, 100_000, 250_000]);
  });

  it('joins the execution its task in flight had started', async () => {
    const folder = newFolder();
    const child = MACHINE.replace('flow', 'child');
    const definition = machine({
      Sync: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Arguments: { StateMachineArn: child },
        End: true,
      },
    });
    const others = [{ name: 'child', definition: machine({ Work: call('work') }) }];
    const hanging = await start({ folder, definition, others, invoke: () => new Promise(() => undefined) });
    await hanging.begin('p');
    await vi.waitFor(() => expect(hanging.changes).toHaveLength(2));
    await hanging.close();
    const { client, ended } = await start({ folder, definition, others });
    expect(await ended('p')).toMatchObject({ status: 'SUCCEEDED' });
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn: child }));
    expect(executions).toHaveLength(1);
  });

  it('joins it also when it has ended since', async () => {
    const folder = newFolder();
    const Arguments = { StateMachineArn: MACHINE.replace('flow', 'child'), Name: 'c' };
    const Resource = 'arn:aws:states:::states:startExecution.sync:2';
    const definition = machine({ Sync: { Type: 'Task', Resource, Arguments, End: true } });
    const others = [{ name: 'child', definition: waiting }];
    const hanging = await start({ folder, definition, others });
    await hanging.begin('p');
    await vi.waitFor(() => expect(hanging.changes).toHaveLength(2));
    await hanging.close();
    const stored = new StateStore(folder).collection('executions', z.record(z.string(), z.unknown()));
    const childArn = arnOf('c').replace('flow', 'child');
    stored.set(childArn, { ...stored.get(childArn), status: 'SUCCEEDED', output: '5', stopDate: Date.now() });
    const { ended } = await start({ folder, definition, others });
    expect(JSON.parse((await ended('p')).output ?? '')).toMatchObject({ Status: 'SUCCEEDED', Output: 5 });
  });

  it('reports a status again until the report was dealt with', async () => {
    const folder = newFolder();
    const first = await start({ folder, onStatusChange: () => new Promise(() => undefined) });
    await first.begin('a');
    await first.ended('a');
    await first.close();
    const second = await start({ folder });
    await vi.waitFor(() => expect(second.changes.map(({ status }) => status)).toEqual(['SUCCEEDED']));
    await second.close();
    const third = await start({ folder });
    expect(third.changes).toEqual([]);
  });

  it('forgets ended executions after 90 days', async () => {
    const folder = newFolder();
    const clock = { now: Date.now() };
    const given = { folder, now: () => clock.now };
    const first = await start(given);
    await first.begin('old');
    await first.ended('old');
    await first.close();
    clock.now += 91 * 86_400_000;
    const { read } = await start(given);
    await expect(read(arnOf('old'))).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});
