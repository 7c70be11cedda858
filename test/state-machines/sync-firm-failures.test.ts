import { describe, expect, it } from 'vitest';
import { failureOf } from '#domain/sync/failures.ts';
import { MachineSchema } from '../../local/workflows/definition.ts';
import { definitionOf } from '../support/workflows/definitions.ts';
import { knownErrors, TRANSIENT } from '../support/workflows/rules.ts';
import { answers, awsFails, fails, takes, type Act } from '../support/workflows/stubbed-run.ts';
import {
  CONTRACTS,
  found,
  INPUT,
  inputsOf,
  SYNC_ID,
  syncFirm,
  type TaskName,
} from '../support/workflows/sync-firm-stubs.ts';

const CHECK = answers({ next: 'check', reason: 'expired', requests: 1 });
const PAGE = answers(found(1, { added: 1 }));

interface Reached {
  state: string;
  before: Partial<Record<TaskName, Act[]>>;
  requests: number;
}

/** How each task is reached, and the requests to Xero that were counted by then. */
const TASKS = {
  'begin-sync': { state: 'Begin sync', before: {}, requests: 0 },
  'find-changes': { state: 'Find changes', before: {}, requests: 0 },
  'check-connection': {
    state: 'Check connection',
    before: { 'find-changes': [CHECK] },
    requests: 1,
  },
  'import-page': { state: 'Import page', before: { 'find-changes': [PAGE] }, requests: 1 },
  'complete-sync': { state: 'Complete sync', before: {}, requests: 1 },
} satisfies Partial<Record<TaskName, Reached>>;
type Failing = keyof typeof TASKS;
const NAMES = Object.keys(TASKS) as Failing[];

const { States } = MachineSchema.parse(definitionOf('sync-firm'));
function timeoutOf(name: string): number {
  const state = States[name];
  if (state?.Type !== 'Task' || typeof state.TimeoutSeconds !== 'number')
    throw new Error(`${name} has no time-out`);
  return state.TimeoutSeconds;
}

const run = (task: Failing, acts: Act[], more: Partial<Record<TaskName, Act[]>> = {}) =>
  syncFirm({ ...TASKS[task].before, [task]: acts, ...more });
const failing = (task: Failing, name: string) => run(task, [fails(name, 'words of the error')]);
const attempts = (task: Failing, name: string, count: number) =>
  run(
    task,
    Array.from({ length: count }, () => awsFails(name)),
  );

/** Errors that are thrown to be repeated, or to end in peace. */
const HANDLED = ['UnexpectedError', 'SyncNotDueError'];

describe.each(NAMES)('a failure of %s', (task) => {
  const { state, requests } = TASKS[task];
  const timeout = timeoutOf(state);

  const named = [...knownErrors(), 'TokensUnreadableError', 'Runtime.OutOfMemory'].filter(
    (name) => !HANDLED.includes(name),
  );
  it.each(named)('that is a %s ends the sync at once, and Fail sync learns why', async (name) => {
    const ended = await failing(task, name);
    expect(ended).toMatchObject({ status: 'FAILED', error: failureOf(name).code });
    expect(ended.path.slice(-3)).toEqual([state, 'Fail sync', 'Sync failed']);
    expect(ended.time.slept).toEqual([]);
    const [input] = inputsOf(ended, 'fail-sync');
    expect(input).toEqual({
      firmId: INPUT.firmId,
      syncId: SYNC_ID,
      requestId: null,
      error: { Error: name, Cause: expect.any(String) },
      requests,
    });
    const { error } = CONTRACTS['fail-sync'].input.parse(input);
    const cause = { errorType: name, errorMessage: 'words of the error', trace: [] };
    expect(JSON.parse(error.Cause ?? '')).toEqual(cause);
  });

  it('that nobody expected is tried once more, after a few seconds', async () => {
    const recovered = await run(task, [fails('UnexpectedError')]);
    expect(recovered.status).toBe('SUCCEEDED');
    expect(recovered.time.slept).toEqual([5]);
    const ended = await run(task, [fails('UnexpectedError'), fails('UnexpectedError')]);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'INTERNAL_ERROR' });
    expect(ended.time.slept).toEqual([5]);
    const inputs = inputsOf(ended, task);
    expect(inputs).toHaveLength(2);
    expect(inputs[1]).toEqual(inputs[0]);
  });

  const cheap = TRANSIENT.filter((name) => name.endsWith('Exception'));
  it.each(cheap)('that passes (%s) is outlasted three times, further and further apart', async (name) => {
    const recovered = await attempts(task, name, 3);
    expect(recovered.status).toBe('SUCCEEDED');
    expect(recovered.time.slept).toEqual([2, 4, 8]);
    const ended = await attempts(task, name, 4);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'TEMPORARY_FAILURE' });
    expect(inputsOf(ended, task)).toHaveLength(4);
    // The service's own words are no JSON.
    expect(inputsOf(ended, 'fail-sync')).toMatchObject([{ error: { Error: name, Cause: 'Rate Exceeded.' } }]);
  });

  const costly = task === 'find-changes' ? 1 : 3;
  it.each(['Sandbox.Timedout', 'Lambda.Unknown', 'Runtime.ExitError'])(
    `that used up the function (%s) is repeated ${String(costly)} times at most`,
    async (name) => {
      expect((await attempts(task, name, costly)).status).toBe('SUCCEEDED');
      const ended = await attempts(task, name, costly + 1);
      expect(ended).toMatchObject({ status: 'FAILED', error: failureOf(name).code });
    },
  );

  it(`to answer within ${String(timeout)} seconds counts as one`, async () => {
    expect((await run(task, [takes(timeout)])).status).toBe('SUCCEEDED');
    // One second less is in time.
    const inTime = await run(task, [takes(timeout - 1)]);
    expect(inputsOf(inTime, task)).toHaveLength(1);
    const late = Array.from({ length: costly + 1 }, () => takes(timeout));
    const ended = await run(task, late);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'SYNC_OUT_OF_TIME' });
    expect(inputsOf(ended, 'fail-sync')).toMatchObject([{ error: { Error: 'States.Timeout' } }]);
  });

  it('counts every kind of failure by itself', async () => {
    const ended = await run(task, [
      awsFails('Lambda.TooManyRequestsException'),
      fails('UnexpectedError'),
      awsFails('Lambda.TooManyRequestsException'),
      fails('LeaseLostError'),
    ]);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'SYNC_SUPERSEDED' });
    expect(ended.time.slept).toEqual([2, 5, 4]);
  });
});

describe('a lost lease', () => {
  it('in the middle of the pages ends the sync before another page is written', async () => {
    const ended = await syncFirm({
      'find-changes': [answers(found(3, { added: 1500 }))],
      'import-page': [answers({ next: 'page', page: 1, written: 500 }), fails('LeaseLostError')],
    });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'SYNC_SUPERSEDED' });
    expect(inputsOf(ended, 'import-page')).toHaveLength(2);
    expect(inputsOf(ended, 'complete-sync')).toEqual([]);
    expect(inputsOf(ended, 'send-summary')).toEqual([]);
  });
});

describe('Fail sync', () => {
  const broken = { 'find-changes': [fails('XeroUnavailableError')] };

  it('says with the execution’s error what the history says', async () => {
    const ended = await syncFirm(broken);
    expect(ended).toMatchObject({
      status: 'FAILED',
      error: 'XERO_UNAVAILABLE',
      cause: expect.stringContaining('history'),
      transitions: 4,
    });
  });

  it('is repeated like every task', async () => {
    const acts = [awsFails('Lambda.ServiceException'), fails('UnexpectedError')];
    const ended = await syncFirm({ ...broken, 'fail-sync': acts });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'XERO_UNAVAILABLE' });
    expect(ended.time.slept).toEqual([2, 5]);
  });

  it.each(['ContractError', 'UnexpectedError'])('that fails itself (%s) is told apart', async (name) => {
    const acts = [fails(name), fails(name)].slice(0, name === 'UnexpectedError' ? 2 : 1);
    const ended = await syncFirm({ ...broken, 'fail-sync': acts });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'FAIL_SYNC_FAILED' });
    expect(ended.path.filter((state) => state === 'Fail sync')).toHaveLength(1);
  });
});
