import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseExpression } from '../../../local/schedules/expression.ts';
import { Scheduler, type Schedule, type ScheduleTarget } from '../../../local/schedules/scheduler.ts';
import { StateStore } from '../../../local/state-store.ts';

const at = (text: string) => Date.parse(text);

/** The next `count` slots after a time. */
function slots(expression: string, timezone: string, after: string, count = 1): (string | undefined)[] {
  const next = parseExpression(expression, timezone, at(after));
  const found: (string | undefined)[] = [];
  for (let time: number | undefined = at(after); time !== undefined && found.length < count;) {
    time = next(time);
    found.push(time === undefined ? undefined : new Date(time).toISOString().slice(0, 16));
  }
  return found;
}

describe('schedule expressions', () => {
  it.each<[string, string, string, (string | undefined)[]]>([
    ['rate(15 minutes)', 'UTC', '2026-03-01T00:07Z', ['2026-03-01T00:22', '2026-03-01T00:37']],
    ['rate(1 day)', 'UTC', '2026-03-01T00:07Z', ['2026-03-02T00:07']],
    ['cron(0 6,18 * * ? *)', 'UTC', '2026-03-01T06:00Z', ['2026-03-01T18:00', '2026-03-02T06:00']],
    ['cron(0/20 * * * ? *)', 'UTC', '2026-03-01T23:41Z', ['2026-03-02T00:00', '2026-03-02T00:20']],
    ['cron(0 6 * * ? *)', 'Australia/Sydney', '2026-03-01T00:00Z', ['2026-03-01T19:00']],
    ['cron(30 9 ? * MON-FRI *)', 'UTC', '2026-03-06T10:00Z', ['2026-03-09T09:30']],
    ['cron(0 0 ? * 1 *)', 'UTC', '2026-03-02T00:00Z', ['2026-03-08T00:00']],
    ['cron(0 0 L * ? *)', 'UTC', '2026-02-01T00:00Z', ['2026-02-28T00:00', '2026-03-31T00:00']],
    ['cron(0 0 ? * 6L *)', 'UTC', '2026-03-01T00:00Z', ['2026-03-27T00:00']],
    ['cron(0 0 ? * MON#2 *)', 'UTC', '2026-03-01T00:00Z', ['2026-03-09T00:00']],
    [
      'cron(0 0 1 JAN,JUL ? 2026-2027)',
      'UTC',
      '2026-08-01T00:00Z',
      ['2027-01-01T00:00', '2027-07-01T00:00', undefined],
    ],
    ['cron(0 0 29 2 ? *)', 'UTC', '2026-03-01T00:00Z', ['2028-02-29T00:00']],
  ])('%s in %s after %s', (expression, timezone, after, expected) => {
    expect(slots(expression, timezone, after, expected.length)).toEqual(expected);
  });

  it('runs once where the clock goes back, and not in the hour that the clock leaves out', () => {
    const autumn = slots('cron(30 1 * * ? *)', 'Europe/London', '2026-10-24T12:00Z', 2);
    expect(autumn).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
    const spring = slots('cron(30 1 * * ? *)', 'Europe/London', '2026-03-28T12:00Z', 1);
    expect(spring).toEqual(['2026-03-30T00:30']);
  });

  it.each([
    'rate(0 minutes)',
    'rate(1 week)',
    'at(2026-03-01T00:00:00)',
    'cron(0 6 * * *)',
    'cron(0 6 * * * *)',
    'cron(61 6 * * ? *)',
    'cron(0 6 15W * ? *)',
    'cron(0 6 ? * FOO *)',
  ])('refuses %s', (expression) => {
    expect(() => parseExpression(expression, 'UTC', 0)).toThrow(/not supported|must be \?/);
  });
});

const folders: string[] = [];
const schedulers: Scheduler[] = [];
afterEach(async () => {
  for (const scheduler of schedulers.splice(0)) await scheduler.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'schedules-'));
  folders.push(folder);
  return folder;
}

function setUp(time: string, fire?: (target: ScheduleTarget, name: string) => Promise<void>) {
  const folder = newFolder();
  const clock = { now: at(time) };
  const fired: [string, string][] = [];
  const note = (_target: ScheduleTarget, name: string) => {
    fired.push([name, new Date(clock.now).toISOString().slice(11, 16)]);
    return Promise.resolve();
  };
  const open = (...schedules: Schedule[]) => {
    const scheduler = new Scheduler({
      state: new StateStore(folder),
      now: () => clock.now,
      fire: fire ?? note,
    });
    for (const schedule of schedules) scheduler.define(schedule);
    schedulers.push(scheduler);
    return scheduler;
  };
  return { clock, fired, open };
}

const every15: Schedule = {
  name: 'due',
  expression: 'rate(15 minutes)',
  enabled: true,
  target: { arn: 'arn:machine', input: '{"at":"<aws.scheduler.scheduled-time>"}', roleArn: 'arn:role' },
};

describe('the scheduler', () => {
  it('fires each slot once', async () => {
    const { clock, fired, open } = setUp('2026-03-01T00:00Z');
    const scheduler = open(every15);
    for (const time of ['00:00', '00:14', '00:15', '00:16', '00:30', '00:44']) {
      clock.now = at(`2026-03-01T${time}Z`);
      await scheduler.tick();
    }
    expect(fired).toEqual([
      ['due', '00:15'],
      ['due', '00:30'],
    ]);
    expect(scheduler.list()).toMatchObject([
      { name: 'due', last: at('2026-03-01T00:30Z'), next: at('2026-03-01T00:45Z') },
    ]);
  });

  it('neither skips nor repeats a slot over a restart, and makes up for many missed ones once', async () => {
    const { clock, fired, open } = setUp('2026-03-01T00:00Z');
    open(every15);
    clock.now = at('2026-03-01T00:10Z');
    open(every15);
    clock.now = at('2026-03-01T00:15Z');
    await open(every15).tick();
    await open(every15).tick();
    expect(fired).toEqual([['due', '00:15']]);
    clock.now = at('2026-03-01T05:50Z');
    const late = open(every15);
    await late.tick();
    await late.tick();
    expect(fired).toEqual([
      ['due', '00:15'],
      ['due', '05:50'],
    ]);
    expect(late.list()[0]?.next).toBe(at('2026-03-01T06:00Z'));
  });

  it('fires a slot again whose target had not taken it when the process was killed', async () => {
    const calls: string[] = [];
    const { clock, open } = setUp('2026-03-01T00:00Z', () => {
      calls.push('call');
      return calls.length === 1 ? new Promise(() => undefined) : Promise.resolve();
    });
    const first = open(every15);
    clock.now = at('2026-03-01T00:15Z');
    void first.tick();
    await first.tick();
    expect(calls).toHaveLength(1);
    await open(every15).tick();
    expect(calls).toHaveLength(2);
    await open(every15).tick();
    expect(calls).toHaveLength(2);
  });

  it('begins anew when its expression changes, and misses nothing while disabled', async () => {
    const { clock, fired, open } = setUp('2026-03-01T00:00Z');
    open(every15);
    clock.now = at('2026-03-01T01:00Z');
    await open({ ...every15, expression: 'rate(1 hour)' }).tick();
    expect(fired).toEqual([]);
    clock.now = at('2026-03-01T04:00Z');
    await open({ ...every15, enabled: false }).tick();
    await open(every15).tick();
    expect(fired).toEqual([]);
    clock.now = at('2026-03-01T04:15Z');
    await open(every15).tick();
    expect(fired).toHaveLength(1);
  });

  it('hands over the target with the time of the slot', async () => {
    const targets: ScheduleTarget[] = [];
    const { clock, open } = setUp('2026-03-01T00:00Z', (target) => {
      targets.push(target);
      return Promise.resolve();
    });
    const scheduler = open(every15);
    clock.now = at('2026-03-01T00:17Z');
    await scheduler.tick();
    expect(targets).toEqual([
      { arn: 'arn:machine', input: '{"at":"2026-03-01T00:15:00Z"}', roleArn: 'arn:role' },
    ]);
  });

  it('goes on after a target that refuses, and shows its error', async () => {
    const { clock, open } = setUp('2026-03-01T00:00Z', () => Promise.reject(new Error('no such machine')));
    const scheduler = open(every15);
    clock.now = at('2026-03-01T00:15Z');
    await scheduler.tick();
    expect(scheduler.list()).toMatchObject([
      { error: 'Error: no such machine', next: at('2026-03-01T00:30Z') },
    ]);
  });

  it('runs one on demand, also a disabled one, without moving its times', async () => {
    const { fired, open } = setUp('2026-03-01T00:05Z');
    const scheduler = open(every15, { ...every15, name: 'off', enabled: false });
    await scheduler.runNow('off');
    await scheduler.runNow('due');
    expect(fired.map(([name]) => name)).toEqual(['off', 'due']);
    expect(scheduler.list()).toMatchObject([{ next: at('2026-03-01T00:20Z') }, { next: undefined }]);
    await expect(scheduler.runNow('none')).rejects.toThrow('There is no schedule none; there are: due, off');
  });

  it('runs by itself once started, and no more once closed', async () => {
    const { clock, fired, open } = setUp('2026-03-01T00:00Z');
    const scheduler = open(every15);
    scheduler.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fired).toEqual([]);
    const soon = open({ ...every15, name: 'soon' });
    clock.now = at('2026-03-01T00:15Z');
    soon.start();
    await vi.waitFor(() => expect(fired).toEqual([['soon', '00:15']]));
    clock.now = at('2026-03-01T00:29:59.950Z');
    await soon.close();
    clock.now = at('2026-03-01T00:30Z');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(fired.filter(([name]) => name === 'soon')).toHaveLength(1);
  });

  it('refuses an expression it cannot keep, naming the schedule', () => {
    const { open } = setUp('2026-03-01T00:00Z');
    expect(() => open({ ...every15, expression: 'at(2026-03-01T00:00:00)' })).toThrow(
      /^Schedule due: .*at\(/,
    );
    expect(() => open({ ...every15, expression: 'cron(0 6 * * ? *)', timezone: 'Mars/Base' })).toThrow(
      /Mars\/Base is unknown/,
    );
  });
});
