import { BEGIN_MINUTES, LEASE_MINUTES } from '#domain/sync/run.ts';
import type { SeededRandom } from '../../support/proof/seeded-random.ts';
import type { Agenda } from './agenda.ts';
import type { BenchFirm } from './firms.ts';
import { MODEL, troubleOf } from './model.ts';
import type { Tally } from './tally.ts';

const CLIENT_BYTES = 2_606;
const DAY = 86_400_000;
const LEASE = LEASE_MINUTES * 60_000;

export interface Started {
  firmId: string;
  trigger: string;
  slot?: string;
}

interface State extends BenchFirm {
  dueAt: number;
  /** Set while a sync holds the firm's lease. */
  leaseUntil?: number;
  /** When the dispatch looks at that sync next. */
  watchedAt?: number;
}

interface Parts {
  firms: readonly BenchFirm[];
  agenda: Agenda;
  tally: Tally;
  random: SeededRandom;
  fullShare: number;
  dueOf: (firm: BenchFirm) => number;
}

type Ended = 'succeeded' | 'failed';

/** The firms' connections in memory, and their syncs as the model has them. */
export class SyncsOfTheDay {
  private readonly firms: Map<string, State>;
  private readonly executions = new Map<string, Promise<Ended> | 'ended'>();

  constructor(private readonly parts: Parts) {
    const { firms, dueOf } = parts;
    this.firms = new Map(firms.map((firm) => [firm.firmId, { ...firm, dueAt: dueOf(firm) }]));
  }

  /** The port of Find due firms, as its contract has it. */
  async dueFirms({ until, limit, cursor = '' }: { until: Date; limit: number; cursor?: string }) {
    const due = [...this.firms.values()]
      .filter(({ dueAt }) => dueAt <= until.getTime())
      .map(({ firmId, dueAt }) => ({ firmId, dueAt: new Date(dueAt).toISOString() }))
      .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
      .filter((row) => placeOf(row) > cursor);
    const page = due.slice(0, limit);
    const last = page.at(-1);
    return due.length > limit && last !== undefined ? { due: page, cursor: placeOf(last) } : { due: page };
  }

  async atWork(now: Date, limit: number): Promise<number> {
    const until = now.getTime() + LEASE;
    return Math.min(
      limit,
      [...this.firms.values()].filter(({ watchedAt = Infinity }) => watchedAt <= until).length,
    );
  }

  /** What End interrupted runs does for a run that is alive: it looks again at the lease's new end. */
  lookAgain(): void {
    const now = this.parts.agenda.now();
    for (const firm of this.firms.values()) {
      if (firm.watchedAt === undefined || firm.watchedAt > now) continue;
      if (firm.leaseUntil === undefined) delete firm.watchedAt;
      else firm.watchedAt = firm.leaseUntil;
    }
  }

  overdue(before: number): number {
    return [...this.firms.values()].filter(({ dueAt }) => dueAt < before).length;
  }

  start(name: string, input: Started): Promise<Ended> | 'ended' {
    const known = this.executions.get(name);
    if (known !== undefined) return known;
    const running = this.run(input).then((ended) => {
      this.executions.set(name, 'ended');
      return ended;
    });
    this.executions.set(name, running);
    return running;
  }

  private async run({ firmId, trigger, slot }: Started): Promise<Ended> {
    const { agenda, tally, dueOf } = this.parts;
    const firm = this.firms.get(firmId)!;
    const isScheduled = trigger === 'schedule';
    tally.work(isScheduled, 1, agenda.now());
    try {
      await agenda.pass(MODEL.begin);
      tally.units.invocations += 1;
      tally.units.lambdaSeconds += MODEL.begin;
      if (isScheduled) firm.dueAt = dueOf(firm);
      if (firm.leaseUntil !== undefined) {
        tally.begins.nothingToDo += 1;
        return 'succeeded';
      }
      if (slot !== undefined) tally.delays.push(agenda.now() - Date.parse(slot));
      this.keepLease(firm);
      firm.watchedAt = agenda.now() + BEGIN_MINUTES * 60_000;
      const ended = await this.sync(firm, isScheduled);
      delete firm.leaseUntil;
      delete firm.watchedAt;
      tally.ends[ended] += 1;
      return ended;
    } finally {
      tally.work(isScheduled, -1, agenda.now());
    }
  }

  private keepLease(firm: State, waitSeconds = 0): void {
    firm.leaseUntil = this.parts.agenda.now() + waitSeconds * 1000 + LEASE;
  }

  private async sync(firm: State, isScheduled: boolean): Promise<Ended> {
    const { agenda, tally, random, fullShare } = this.parts;
    const isFull = random.chance(fullShare);
    tally.begins[isFull ? 'full' : 'delta'] += 1;
    if (!isScheduled) tally.begins.manual += 1;
    const changed = Math.round(firm.clients * MODEL.changedShare);
    tally.units.transitions += 5;
    if (!(await this.read(firm, isScheduled, isFull, changed))) {
      tally.units.mails += 1;
      return 'failed';
    }
    for (let left = changed; left > 0; left -= MODEL.clientsPerPage) {
      this.keepLease(firm);
      const writes = Math.min(left, MODEL.clientsPerPage);
      const seconds = writes / MODEL.writesPerSecond;
      tally.mostWritesPerSecond = Math.max(
        tally.mostWritesPerSecond,
        Math.min(writes, MODEL.writesPerSecond),
      );
      tally.units.transitions += 2;
      tally.units.invocations += 1;
      tally.units.lambdaSeconds += seconds + 0.2;
      tally.units.clientWrites += writes;
      await agenda.pass(seconds + 0.2);
    }
    tally.units.invocations += 2;
    tally.units.lambdaSeconds += MODEL.complete;
    if (changed > 0) tally.units.mails += 1;
    await agenda.pass(MODEL.complete);
    return 'succeeded';
  }

  /** False: given up after three failures. */
  private async read(firm: State, isScheduled: boolean, isFull: boolean, changed: number): Promise<boolean> {
    const { agenda, tally, random } = this.parts;
    for (let failures = 0; failures < 3;) {
      this.keepLease(firm);
      tally.units.invocations += 1;
      const trouble = troubleOf(random);
      const before = agenda.now();
      // A full sync asks for the delta, too: what only the whole list shows is what deltas miss.
      if (isFull) await this.call(firm, changed);
      if (trouble === undefined) await this.call(firm, isFull ? firm.clients : changed);
      else await this.call(firm, 0, trouble === 'hang' ? MODEL.hang : 0);
      tally.units.lambdaSeconds += (agenda.now() - before) / 1000;
      if (trouble === undefined) return true;
      if (trouble === 'hang') return false;
      if (trouble === 'minute-limit')
        await this.wait(firm, isScheduled, random.int(MODEL.retryAfter.from, MODEL.retryAfter.to));
      else if (trouble === 'day-limit')
        await this.wait(firm, isScheduled, (DAY - (agenda.now() % DAY)) / 1000);
      else {
        failures += trouble === 'down' ? 3 : 1;
        await agenda.pass(MODEL.backOff * failures);
      }
    }
    return false;
  }

  private async wait(firm: State, isScheduled: boolean, seconds: number): Promise<void> {
    const { agenda, tally, random } = this.parts;
    tally.work(isScheduled, -1, agenda.now());
    tally.waits(1);
    tally.units.transitions += 3;
    this.keepLease(firm, seconds);
    await agenda.pass(seconds + 1 + random.int(0, 4));
    tally.waits(-1);
    tally.work(isScheduled, 1, agenda.now());
  }

  private async call({ firmId }: State, clients: number, more = 0): Promise<void> {
    const { agenda, tally } = this.parts;
    tally.callBegins(firmId, agenda.now());
    tally.units.xeroBytes += clients * CLIENT_BYTES;
    await agenda.pass(MODEL.listStarts + clients * MODEL.listPerClient + more);
    tally.callEnds(firmId);
  }
}

const placeOf = (row: { firmId: string; dueAt: string }) => `${row.dueAt} ${row.firmId}`;
