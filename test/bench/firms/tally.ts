const MINUTE = 60_000;

/** What one virtual day did. */
export class Tally {
  /** Calls at Xero by minute since the epoch: of all firms, and the most of any one. */
  readonly callsByMinute = new Map<number, number>();
  mostOfOneFirm = 0;
  mostInFlightOfOneFirm = 0;
  calls = 0;
  /** Begin minus due time of every scheduled sync, in milliseconds. */
  readonly delays: number[] = [];
  /** By mode; `manual` of both. */
  readonly begins = { full: 0, delta: 0, manual: 0, nothingToDo: 0 };
  readonly ends = { succeeded: 0, failed: 0 };
  mostWritesPerSecond = 0;
  readonly units = {
    transitions: 0,
    invocations: 0,
    lambdaSeconds: 0,
    clientWrites: 0,
    mails: 0,
    xeroBytes: 0,
  };
  allWaits = 0;
  dispatches = 0;
  mostDispatches = 0;
  /** At work at once, scheduled ones: the ceiling's; all: what Xero and the account see. A sync that waits for Xero is not at work. */
  readonly most = { scheduled: 0, all: 0, waiting: 0 };
  /** The most at work in each minute, for the curve. */
  readonly atWorkByMinute = new Map<number, number>();
  private readonly at = { scheduled: 0, all: 0, waiting: 0 };
  private readonly byFirm = new Map<string, { minute: number; calls: number; inFlight: number }>();

  callBegins(firmId: string, now: number): void {
    const minute = Math.floor(now / MINUTE);
    this.calls += 1;
    this.callsByMinute.set(minute, (this.callsByMinute.get(minute) ?? 0) + 1);
    const own = this.byFirm.get(firmId) ?? { minute, calls: 0, inFlight: 0 };
    this.byFirm.set(firmId, own);
    if (own.minute !== minute) Object.assign(own, { minute, calls: 0 });
    own.calls += 1;
    own.inFlight += 1;
    this.mostOfOneFirm = Math.max(this.mostOfOneFirm, own.calls);
    this.mostInFlightOfOneFirm = Math.max(this.mostInFlightOfOneFirm, own.inFlight);
  }

  callEnds(firmId: string): void {
    const own = this.byFirm.get(firmId);
    if (own !== undefined) own.inFlight -= 1;
  }

  work(scheduled: boolean, change: 1 | -1, now: number): void {
    this.at.all += change;
    if (scheduled) this.at.scheduled += change;
    this.most.all = Math.max(this.most.all, this.at.all);
    this.most.scheduled = Math.max(this.most.scheduled, this.at.scheduled);
    const minute = Math.floor(now / MINUTE);
    this.atWorkByMinute.set(minute, Math.max(this.atWorkByMinute.get(minute) ?? 0, this.at.scheduled));
  }

  waits(change: 1 | -1): void {
    this.at.waiting += change;
    this.most.waiting = Math.max(this.most.waiting, this.at.waiting);
    if (change > 0) this.allWaits += 1;
  }

  get mostCallsInAMinute(): number {
    return Math.max(0, ...this.callsByMinute.values());
  }

  /** Milliseconds within which so much of all scheduled syncs began. */
  delay(share: number): number {
    const sorted = [...this.delays].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  }
}
