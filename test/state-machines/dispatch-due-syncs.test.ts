import { describe, expect, it } from 'vitest';
import { syncIdOf } from '#domain/ids.ts';
import { StateError } from '../../local/workflows/errors.ts';
import { runStateMachine } from '../../local/workflows/interpreter.ts';
import { type RunEvent } from '../../local/workflows/run.ts';
import { lambdaTasks } from '../../local/workflows/tasks.ts';
import { makeHandler } from '../../functions/workflow/dispatch-due-syncs/find-due-firms/handler.ts';
import { contract } from '../../functions/workflow/dispatch-due-syncs/find-due-firms/contract.ts';
import { contract as beginSync } from '../../functions/workflow/sync-firm/begin-sync/contract.ts';
import { aConnection } from '../support/builders.ts';
import { InMemoryConnectionRepository } from '../support/fakes/connection-repository.ts';
import { uuidNo } from '../support/practice/xml.ts';
import { definitionOf } from '../support/workflows/definitions.ts';
import { Failure, variableSizes } from '../support/workflows/stubbed-run.ts';
import { VirtualTime } from '../support/workflows/virtual-time.ts';

const SLOT = '2026-03-02T17:45:00.000Z';
const firmNo = (index: number) => uuidNo('f', index);
const syncNo = (index: number) => syncIdOf(new Date(SLOT), firmNo(index) + SLOT);

interface Child {
  StateMachineArn: string;
  Name: string;
  Input: { firmId: string };
}

/** Runs the dispatch over so many due firms, with the real Find due firms. */
async function dispatch(
  firms: number,
  {
    startFails,
    findFails = [],
    sweepFails = [],
    atWork = [],
  }: {
    startFails?: (name: string) => string | undefined;
    findFails?: string[];
    sweepFails?: string[];
    /** Syncs at work in each round, the last one for all that follow; none unless given. */
    atWork?: number[];
  } = {},
) {
  const connections = new InMemoryConnectionRepository();
  for (let index = 0; index < firms; index += 1) {
    const practice = { tenantId: `tenant-${String(index)}`, connectionId: `c-${String(index)}`, name: null };
    connections.seed(aConnection({ firmId: firmNo(index), dueAt: SLOT, practice }));
  }
  let round = 0;
  connections.atWork = async () => {
    round += 1;
    return atWork[round - 1] ?? atWork.at(-1) ?? 0;
  };
  const time = new VirtualTime();
  const find = makeHandler({ connections, clock: { now: () => new Date(time.now()) } });
  const cursors: (string | null)[] = [];
  let sweeps = 0;
  const lambda = lambdaTasks(async (name, event) => {
    if (name === 'end-interrupted-runs') {
      sweeps += 1;
      const sweepFailure = sweepFails.shift();
      if (sweepFailure !== undefined) throw new Failure(sweepFailure);
      return { ended: 0, failed: 0 };
    }
    expect(name).toBe('find-due-firms');
    const failure = findFails.shift();
    if (failure !== undefined) throw new Failure(failure);
    const input = contract.input.parse(event);
    cursors.push(input.cursor);
    return contract.output.parse(await find(input));
  });

  const children: Child[] = [];
  const tries = new Map<string, number>();
  const start = async (child: Child) => {
    tries.set(child.Name, (tries.get(child.Name) ?? 0) + 1);
    const error = startFails?.(child.Name);
    if (error !== undefined) throw new StateError(error, 'in words');
    beginSync.input.parse(child.Input);
    children.push(child);
    return { ExecutionArn: child.Name };
  };

  const startOf = async (resource: string, child: Child) => {
    // With `.sync` a firm that waits for Xero until midnight would keep all others waiting.
    expect(resource).toMatch(/:states:startExecution$/);
    return start(child);
  };

  const events: RunEvent[] = [];
  const sizes = variableSizes();
  const result = await runStateMachine(definitionOf('dispatch-due-syncs'), {
    input: {},
    now: time.now,
    sleepUntil: time.sleepUntil,
    random: () => 1,
    journal: sizes.journal,
    onEvent: (event) => events.push(event),
    tasks: (resource, args, state) =>
      resource.endsWith(':lambda:invoke') ? lambda(resource, args, state) : startOf(resource, args as Child),
  });
  expect(sizes.largest()).toBeLessThan(2048);
  return { ...result, children, cursors, tries, time, events, sweeps };
}

const states = (path: string[]) => path.filter((name) => name !== 'Start sync' && name !== 'Not started');

describe('a dispatch', () => {
  it('with no firm due starts nothing', async () => {
    const run = await dispatch(0);
    expect(run).toMatchObject({ status: 'SUCCEEDED', transitions: 5, children: [], cursors: [null] });
    expect(run.path).toEqual([
      'End interrupted runs',
      'Find due firms',
      'Start due syncs',
      'More firms',
      'All started',
    ]);
  });

  it('starts one execution per firm, named by firm and slot', async () => {
    const run = await dispatch(3);
    expect(run.status).toBe('SUCCEEDED');
    const firms = [0, 1, 2].map((index) => ({
      StateMachineArn: 'sync-firm',
      Name: syncNo(index),
      Input: {
        firmId: firmNo(index),
        syncId: syncNo(index),
        trigger: 'schedule',
        requestedMode: 'auto',
        slot: SLOT,
      },
    }));
    expect(run.children).toEqual(firms);
  });

  it('goes through all that are due, as many at a time as there are places, every firm once', async () => {
    const run = await dispatch(260);
    expect(run.status).toBe('SUCCEEDED');
    expect(run.cursors).toEqual([null, expect.any(String), expect.any(String)]);
    expect(run.sweeps).toBe(1);
    expect(states(run.path)).toEqual([
      'End interrupted runs',
      ...Array.from({ length: 2 }, () => [
        'Find due firms',
        'Start due syncs',
        'More firms',
        'Wait for places',
      ]).flat(),
      'Find due firms',
      'Start due syncs',
      'More firms',
      'All started',
    ]);
    expect(run.time.slept).toEqual([30, 30]);
    const firms = run.children.map(({ Input }) => Input.firmId);
    expect(firms).toHaveLength(260);
    expect(new Set(firms).size).toBe(260);
  });

  it('starts none beyond 100 at work, whoever started those, and goes on where it was', async () => {
    const run = await dispatch(30, { atWork: [100, 90, 104, 99, 0] });
    expect(run.status).toBe('SUCCEEDED');
    const starts = run.events.filter(
      ({ type, name }) => type === 'StateEntered' && name === 'Start due syncs',
    );
    expect(starts.map(({ data }) => (data as { due: unknown[] }).due.length)).toEqual([0, 10, 0, 1, 19]);
    expect(run.children.map(({ Name }) => Name)).toEqual(Array.from({ length: 30 }, (_, at) => syncNo(at)));
  });

  it('without a free place for twelve minutes leaves everything to the next one', async () => {
    const run = await dispatch(3, { atWork: [100] });
    expect(run).toMatchObject({ status: 'SUCCEEDED', children: [] });
    expect(run.cursors).toHaveLength(24);
    expect(run.time.slept).toEqual(Array.from({ length: 23 }, () => 30));
  });

  it('leaves what is beyond 2,400 firms to the next one, as its history would overflow', async () => {
    const run = await dispatch(2410);
    expect(run.status).toBe('SUCCEEDED');
    expect(run.children).toHaveLength(2400);
    expect(run.path.at(-1)).toBe('All started');
  }, 60_000);

  it('hands on whole pages far below what a state may hold (256 KB)', async () => {
    const { events } = await dispatch(100);
    const largest = Math.max(...events.map(({ data }) => Buffer.byteLength(JSON.stringify(data))));
    expect(largest).toBeGreaterThan(15_000);
    expect(largest).toBeLessThan(32_000);
  });
});

describe('a firm that stays due', () => {
  it('has the same name in every delivery of its slot, and another one when nothing came of the first', async () => {
    const connections = new InMemoryConnectionRepository();
    connections.seed(aConnection({ dueAt: SLOT }));
    const nameAt = async (minutes: number) => {
      const clock = { now: () => new Date(Date.parse(SLOT) + minutes * 60_000) };
      const { due } = await makeHandler({ connections, clock })({ cursor: null });
      return due[0]?.syncId;
    };
    const first = await nameAt(0);
    expect(await nameAt(29)).toBe(first);
    const second = await nameAt(30);
    expect(second).not.toBe(first);
    expect(await nameAt(59)).toBe(second);
    expect(new Set([first, second, await nameAt(60), await nameAt(90)]).size).toBe(4);
  });
});

describe('a sync that is not started', () => {
  it.each([
    ['was started by an earlier delivery', 'StepFunctions.ExecutionAlreadyExistsException'],
    ['took too long to start', 'States.Timeout'],
    ['cannot be started', 'StepFunctions.StateMachineDeletingException'],
  ])('because it %s stops no other', async (_, error) => {
    const run = await dispatch(5, { startFails: (name) => (name === syncNo(2) ? error : undefined) });
    expect(run.status).toBe('SUCCEEDED');
    expect(run.children.map(({ Name }) => Name)).toEqual([0, 1, 3, 4].map(syncNo));
    expect(run.tries.get(syncNo(2))).toBe(1);
    expect(run.path.filter((name) => name === 'Not started')).toHaveLength(1);
  });

  it('keeps nobody from the next page', async () => {
    const run = await dispatch(110, { startFails: () => 'States.TaskFailed' });
    expect(run).toMatchObject({ status: 'SUCCEEDED', children: [] });
    expect(run.tries.size).toBe(110);
  });

  it.each([
    'StepFunctions.AWSStepFunctionsException',
    'StepFunctions.ExecutionLimitExceededException',
    'StepFunctions.SdkClientException',
  ])('because starting it failed for a moment (%s) is started again, three times', async (error) => {
    const run = await dispatch(2, { startFails: (name) => (name === syncNo(1) ? error : undefined) });
    expect(run.status).toBe('SUCCEEDED');
    expect(run.tries.get(syncNo(1))).toBe(4);
    expect(run.time.slept).toEqual([2, 4, 8]);
  });
});

describe('Find due firms', () => {
  it('is repeated when it fails for a moment', async () => {
    const run = await dispatch(1, { findFails: ['Lambda.TooManyRequestsException', 'UnexpectedError'] });
    expect(run).toMatchObject({ status: 'SUCCEEDED', cursors: [null] });
    expect(run.children).toHaveLength(1);
    expect(run.time.slept).toEqual([2, 5]);
  });

  it('that keeps failing fails the dispatch, which raises its alarm', async () => {
    const run = await dispatch(1, { findFails: ['UnexpectedError', 'UnexpectedError'] });
    expect(run).toMatchObject({ status: 'FAILED', error: 'UnexpectedError', children: [] });
  });
});

describe('End interrupted runs', () => {
  it('that keeps failing keeps no firm waiting', async () => {
    const sweepFails = ['UnexpectedError', 'UnexpectedError'];
    const run = await dispatch(3, { sweepFails });
    expect(run).toMatchObject({ status: 'SUCCEEDED', sweeps: 2 });
    expect(run.children).toHaveLength(3);
    expect(run.time.slept).toEqual([5]);
  });
});
