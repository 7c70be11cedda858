/** Sleeping moves the clock; what was slept is kept, in seconds. */
export class VirtualTime {
  readonly slept: number[] = [];

  constructor(private time = Date.parse('2026-03-02T18:00:00.000Z')) {}

  readonly now = () => this.time;

  readonly sleepUntil = (until: number): Promise<void> => {
    this.slept.push((until - this.time) / 1000);
    this.time = Math.max(this.time, until);
    return Promise.resolve();
  };

  pass(seconds: number): void {
    this.time += seconds * 1000;
  }
}
