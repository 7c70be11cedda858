import { describe, expect, it } from 'vitest';
import { answers, fails, takes } from '../support/workflows/stubbed-run.ts';
import {
  found,
  foundOf,
  INPUT,
  inputsOf,
  RUN,
  SYNC_ID,
  syncFirm,
} from '../support/workflows/sync-firm-stubs.ts';
import { VirtualTime } from '../support/workflows/virtual-time.ts';

const ends = { status: 'SUCCEEDED', output: { sent: 2, waiting: 0 } };
const waitFor = (seconds: number, requests: number) => answers({ next: 'wait', seconds, requests });
const check = (reason: string, requests = 1) => answers({ next: 'check', reason, requests });

describe('a sync', () => {
  it('that finds nothing takes five transitions and writes nothing', async () => {
    const run = await syncFirm();
    expect(run).toMatchObject({ ...ends, transitions: 5 });
    expect(run.path).toEqual(['Begin sync', 'Find changes', 'What next', 'Complete sync', 'Send summary']);
    expect(run.calls).toEqual([
      { task: 'begin-sync', input: INPUT },
      { task: 'find-changes', input: { run: RUN, waits: 0, requests: 0 } },
      { task: 'complete-sync', input: { run: RUN, found: foundOf(0), requests: 1 } },
      { task: 'send-summary', input: { firmId: INPUT.firmId, syncId: SYNC_ID, requestId: null } },
    ]);
    expect(run.time.slept).toEqual([]);
  });

  it('hands the id of the click that started it to the tasks that have no run to read it from', async () => {
    const clicked = { ...INPUT, trigger: 'manual' as const, requestId: 'click' };
    const well = await syncFirm({}, undefined, undefined, clicked);
    expect(inputsOf(well, 'begin-sync')).toEqual([clicked]);
    expect(inputsOf(well, 'send-summary')).toMatchObject([{ requestId: 'click' }]);
    const badly = await syncFirm(
      { 'find-changes': [fails('XeroUnavailableError')] },
      undefined,
      undefined,
      clicked,
    );
    expect(inputsOf(badly, 'fail-sync')).toMatchObject([{ requestId: 'click' }]);
  });

  it('whose changes fit one page takes no more than seven', async () => {
    const counts = { added: 3, updated: 2, restored: 1, archived: 4 };
    const run = await syncFirm({ 'find-changes': [answers(found(1, counts))] });
    expect(run).toMatchObject(ends);
    expect(run.transitions).toBeLessThanOrEqual(7);
    const input = { run: RUN, page: 0, pages: 1, toWrite: 10, written: 0 };
    expect(inputsOf(run, 'import-page')).toEqual([input]);
    expect(inputsOf(run, 'complete-sync')).toEqual([{ run: RUN, found: foundOf(1, counts), requests: 1 }]);
  });

  it('imports page after page, counting on, at two transitions a page', async () => {
    const run = await syncFirm({ 'find-changes': [answers(found(3, { added: 1500 }))] });
    expect(run).toMatchObject({ ...ends, transitions: 5 + 3 * 2 });
    expect(inputsOf(run, 'import-page')).toMatchObject([
      { page: 0, pages: 3, toWrite: 1500, written: 0 },
      { page: 1, pages: 3, toWrite: 1500, written: 500 },
      { page: 2, pages: 3, toWrite: 1500, written: 1000 },
    ]);
  });

  it('carries the state of 40 pages in variables below 2 KB', async () => {
    const run = await syncFirm({ 'find-changes': [answers(found(40, { added: 20_000 }))] });
    expect(run).toMatchObject(ends);
    expect(inputsOf(run, 'import-page')).toHaveLength(40);
    expect(run.largestVariable).toBeLessThan(500);
  });
});

describe('waiting for Xero', () => {
  it('lasts as long as it was asked to, then the list is asked for again', async () => {
    const run = await syncFirm({ 'find-changes': [waitFor(63, 2)] });
    expect(run).toMatchObject({ ...ends, transitions: 8 });
    expect(run.time.slept).toEqual([63]);
    expect(inputsOf(run, 'find-changes')).toEqual([
      { run: RUN, waits: 0, requests: 0 },
      { run: RUN, waits: 1, requests: 2 },
    ]);
    expect(inputsOf(run, 'complete-sync')).toMatchObject([{ requests: 3 }]);
  });

  it('may be needed often, also for the rest of a day', async () => {
    const run = await syncFirm({ 'find-changes': [waitFor(63, 1), waitFor(64, 2), waitFor(50_000, 3)] });
    expect(run).toMatchObject(ends);
    expect(run.time.slept).toEqual([63, 64, 50_000]);
    expect(inputsOf(run, 'find-changes')).toMatchObject([0, 1, 2, 3].map((waits) => ({ waits })));
  });

  it('forty times and 36 hours, as the function allows, ends before the workflow does', async () => {
    const run = await syncFirm({
      'find-changes': Array.from({ length: 40 }, (_, wait) => waitFor(3240, wait + 1)),
    });
    expect(run).toMatchObject({ ...ends, transitions: 5 + 40 * 3 });
    expect(run.time.slept.reduce((sum, seconds) => sum + seconds)).toBe(36 * 3600);
  });
});

describe('checking the connection', () => {
  it('precedes another look at the list, and counts its own requests', async () => {
    const run = await syncFirm({ 'find-changes': [check('unauthorized')] });
    expect(run).toMatchObject({ ...ends, transitions: 8 });
    expect(inputsOf(run, 'check-connection')).toEqual([{ run: RUN, reason: 'unauthorized', checks: 0 }]);
    expect(inputsOf(run, 'find-changes')).toMatchObject([{ requests: 0 }, { requests: 3 }]);
    expect(inputsOf(run, 'complete-sync')).toMatchObject([{ requests: 4 }]);
  });

  it('knows how often it was needed since the last wait, which outlives any token', async () => {
    const script = [
      check('expired'),
      waitFor(60, 4),
      check('forbidden', 5),
      check('unauthorized', 8),
      answers(found(1, { added: 1 }, 11)),
    ];
    const run = await syncFirm({ 'find-changes': script });
    expect(run).toMatchObject(ends);
    expect(inputsOf(run, 'check-connection')).toMatchObject([
      { reason: 'expired', checks: 0 },
      { reason: 'forbidden', checks: 0 },
      { reason: 'unauthorized', checks: 1 },
    ]);
    expect(inputsOf(run, 'find-changes')).toMatchObject([
      { waits: 0, requests: 0 },
      { waits: 0, requests: 3 },
      { waits: 1, requests: 4 },
      { waits: 1, requests: 7 },
      { waits: 1, requests: 10 },
    ]);
  });
});

describe('ends that are no failures', () => {
  it('a sync that is not due ends in peace at once', async () => {
    const run = await syncFirm({ 'begin-sync': [fails('SyncNotDueError')] });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: {}, path: ['Begin sync', 'Nothing to do'] });
    expect(run.calls).toHaveLength(1);
  });

  it('what Complete sync finds is no news for the workflow: held and partial are mailed like the rest', async () => {
    for (const status of ['partial', 'held']) {
      const run = await syncFirm({ 'complete-sync': [answers({ status, mails: 1 })] });
      expect(run).toMatchObject(ends);
    }
  });

  it.each(['UnexpectedError', 'ContractError', 'MailRefusedError'])(
    'a summary that could not be sent (%s) leaves the sync succeeded',
    async (name) => {
      const run = await syncFirm({ 'send-summary': [fails(name), fails(name)].slice(0, timesOf(name)) });
      expect(run).toMatchObject({ status: 'SUCCEEDED', output: {} });
      expect(run.path.slice(-2)).toEqual(['Send summary', 'Summary waits in outbox']);
      expect(inputsOf(run, 'fail-sync')).toEqual([]);
    },
  );
});

/** What nobody expected is tried once more. */
const timesOf = (name: string) => (name === 'UnexpectedError' ? 2 : 1);

describe('the workflow’s own time', () => {
  it('ends it after two days, wherever it is', async () => {
    const time = new VirtualTime();
    const run = await syncFirm({ 'find-changes': [waitFor(200_000, 1)] }, time);
    expect(run).toMatchObject({
      status: 'TIMED_OUT',
      path: ['Begin sync', 'Find changes', 'What next', 'Wait for Xero'],
    });
    expect(time.slept).toEqual([172_800]);
    expect(run.calls.at(-1)?.task).toBe('find-changes');
  });

  it('is not used up by tasks that use all of theirs', async () => {
    const run = await syncFirm({
      'begin-sync': [takes(89)],
      'find-changes': [{ ...answers(found(3)), seconds: 929 }],
      'import-page': [takes(329), takes(329), takes(329)],
      'complete-sync': [takes(119)],
      'send-summary': [takes(119)],
    });
    expect(run).toMatchObject(ends);
  });
});
