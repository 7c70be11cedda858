import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Collection, StateStore } from '../state-store.ts';
import { parseExpression, type NextSlot } from './expression.ts';

export interface ScheduleTarget {
  arn: string;
  /** JSON; may hold <aws.scheduler.scheduled-time> and the like. */
  input: string | undefined;
  roleArn?: string | undefined;
}

export interface Schedule {
  name: string;
  expression: string;
  timezone?: string | undefined;
  enabled: boolean;
  target: ScheduleTarget;
}

export interface SchedulerOptions {
  state: StateStore;
  now?: () => number;
  fire(target: ScheduleTarget, scheduleName: string): Promise<void>;
}

const SlotSchema = z.object({
  /** Expression and time zone the times below were worked out from. */
  rule: z.string(),
  since: z.number(),
  next: z.number().optional(),
  last: z.number().optional(),
  error: z.string().optional(),
});
type Slot = z.infer<typeof SlotSchema>;

/** Short steps: timers stop while a machine sleeps, and an injected clock may jump. */
const LONGEST_STEP_MS = 30_000;

/**
 * Runs schedules at their times, also over restarts: a slot that passed while nothing ran is made up for once, however
 * many were missed. A slot is done when its target has taken it; a kill before that fires it again, as AWS may too.
 */
export class Scheduler {
  private readonly options: SchedulerOptions;
  private readonly now: () => number;
  private readonly slots: Collection<Slot>;
  private readonly schedules = new Map<string, { schedule: Schedule; nextSlot: NextSlot }>();
  private readonly firing = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(options: SchedulerOptions) {
    this.options = options;
    this.now = options.now ?? Date.now;
    this.slots = options.state.collection('schedules', SlotSchema);
  }

  /** Throws a sentence that names the schedule when its expression cannot be kept. */
  define(schedule: Schedule): void {
    const { name, expression, timezone = 'UTC' } = schedule;
    const rule = `${expression} ${timezone}`;
    const stored = this.slots.get(name);
    const known = stored?.rule === rule ? stored : undefined;
    const since = known?.since ?? this.now();
    let nextSlot: NextSlot;
    try {
      nextSlot = parseExpression(expression, timezone, since);
    } catch (error) {
      throw new Error(`Schedule ${name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
    this.schedules.set(name, { schedule, nextSlot });
    // A disabled schedule misses nothing: enabled again, it begins with the next slot.
    if (!schedule.enabled) this.slots.delete(name);
    else if (!known) this.slots.set(name, { rule, since, next: nextSlot(since) });
  }

  start(): void {
    void this.tick().finally(() => this.arm());
  }

  list(): (Schedule & { next: number | undefined; last: number | undefined; error: string | undefined })[] {
    return [...this.schedules.values()].map(({ schedule }) => {
      const { next, last, error } = this.slots.get(schedule.name) ?? {};
      return { ...schedule, next, last, error };
    });
  }

  /** Fires what is due; the running scheduler calls it by itself. */
  async tick(): Promise<void> {
    const due = [...this.schedules.values()].filter(({ schedule: { name } }) => {
      const next = this.slots.get(name)?.next;
      return next !== undefined && next <= this.now() && !this.firing.has(name);
    });
    await Promise.all(due.map(({ schedule, nextSlot }) => this.fireSlot(schedule, nextSlot)));
  }

  /** Fires a schedule now, disabled ones too; its own times stay as they are. Rejects when the target refuses. */
  async runNow(name: string): Promise<void> {
    const known = this.schedules.get(name);
    if (!known)
      throw new Error(`There is no schedule ${name}; there are: ${[...this.schedules.keys()].join(', ')}`);
    await this.options.fire(withContext(known.schedule, this.now()), name);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await Promise.race([
      Promise.all(this.firing.values()),
      new Promise((resolve) => setTimeout(resolve, 500).unref()),
    ]);
  }

  private arm(): void {
    if (this.closed) return;
    const times = [...this.schedules.keys()].map((name) => this.slots.get(name)?.next ?? Infinity);
    const wait = Math.min(Math.max(Math.min(...times) - this.now(), 50), LONGEST_STEP_MS);
    this.timer = setTimeout(() => {
      void this.tick(); // not waited for: a slow target does not hold up the others
      this.arm();
    }, wait);
  }

  private fireSlot(schedule: Schedule, nextSlot: NextSlot): Promise<void> {
    const { name } = schedule;
    const slot = this.slots.get(name);
    if (slot?.next === undefined) return Promise.resolve();
    const { next: due } = slot;
    const firing = this.options
      .fire(withContext(schedule, due), name)
      .then(
        () => undefined,
        (error: unknown) => String(error),
      )
      .then((error) => {
        this.firing.delete(name);
        if (this.closed && error !== undefined) return; // refused because all is closing: due again at the next start
        this.slots.set(name, { ...slot, last: due, next: nextSlot(Math.max(due, this.now())), error });
      });
    this.firing.set(name, firing);
    return firing;
  }
}

/** The context attributes that EventBridge Scheduler puts into a target's input. */
function withContext(schedule: Schedule, time: number): ScheduleTarget {
  const { target, name } = schedule;
  const attributes: Record<string, string> = {
    'scheduled-time': new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    'schedule-arn': name,
    'execution-id': randomUUID(),
    'attempt-number': '1',
  };
  const input = target.input?.replace(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (whole, key: string) => attributes[key] ?? whole,
  );
  return { ...target, input };
}
