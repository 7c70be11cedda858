import { nextDue } from '#domain/sync/next-due.ts';
import type { BenchFirm } from './firms.ts';

const DAY = 86_400_000;

/**
 * The product's `nextDue` for ten thousand firms, of which each call costs a millisecond: asked once for each zone and
 * its times, and in UTC, where it is cheap, for each firm's offset.
 */
export class DueTimes {
  private readonly slots = new Map<string, number[]>();
  private readonly offsets = new Map<string, number>();

  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {}

  next(firm: BenchFirm, now: number): number {
    const offset = this.offsetOf(firm.firmId);
    const slot = this.slotsOf(firm).find((time) => time + offset > now);
    if (slot === undefined) throw new Error('Beyond the simulated time');
    return slot + offset;
  }

  private offsetOf(firmId: string): number {
    const known = this.offsets.get(firmId);
    if (known !== undefined) return known;
    const midnight = new Date(Math.floor(this.from / DAY) * DAY - 1);
    const offset = nextDue({ firmId, timeZone: 'utc', syncTimes: ['00:00'] }, midnight).getTime() % DAY;
    this.offsets.set(firmId, offset);
    return offset;
  }

  private slotsOf(firm: BenchFirm): number[] {
    const key = `${firm.timeZone} ${firm.syncTimes.join()}`;
    const known = this.slots.get(key);
    if (known !== undefined) return known;
    const slots: number[] = [];
    for (let at = this.from - DAY; at < this.to + DAY;) {
      at = nextDue(firm, new Date(at)).getTime();
      slots.push(at - this.offsetOf(firm.firmId));
    }
    this.slots.set(key, slots);
    return slots;
  }
}
