interface Entry {
  time: number;
  /** Entries of one time go in the order in which they were made. */
  order: number;
  act: () => void;
}

/** Virtual time: whatever waits is an entry, and the clock jumps from one to the next. */
export class Agenda {
  private readonly heap: Entry[] = [];
  private made = 0;

  constructor(private time: number) {}

  readonly now = (): number => this.time;

  readonly until = (time: number): Promise<void> =>
    new Promise((resolve) => {
      this.at(time, resolve);
    });

  readonly pass = (seconds: number): Promise<void> => this.until(this.time + seconds * 1000);

  at(time: number, act: () => void): void {
    this.made += 1;
    const entry = { time: Math.max(time, this.time), order: this.made, act };
    let at = this.heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, this.heap[parent]!)) break;
      this.heap[at] = this.heap[parent]!;
      at = parent;
    }
    this.heap[at] = entry;
  }

  /** Everything up to that time; what an entry sets off in promises is through before the next one comes. */
  async run(until: number): Promise<void> {
    while (this.heap.length > 0 && this.heap[0]!.time <= until) {
      const { time, act } = this.next();
      this.time = time;
      act();
      await new Promise<void>((done) => setImmediate(done));
    }
    this.time = Math.max(this.time, until);
  }

  private next(): Entry {
    const first = this.heap[0]!;
    const last = this.heap.pop()!;
    if (this.heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.heap.length) break;
      if (child + 1 < this.heap.length && isBefore(this.heap[child + 1]!, this.heap[child]!)) child += 1;
      if (!isBefore(this.heap[child]!, last)) break;
      this.heap[at] = this.heap[child]!;
      at = child;
    }
    this.heap[at] = last;
    return first;
  }
}

const isBefore = (a: Entry, b: Entry) => a.time < b.time || (a.time === b.time && a.order < b.order);
