import { between, mulberry32, pick, shuffled } from './random.ts';

/** Chance that a seed repeats, handed from one actor to the next: the same calls give the same answers in every run. */
export class SeededRandom {
  /** From 0 to below 1. */
  readonly next: () => number;

  constructor(seed: number) {
    // Neighbouring seeds shall have nothing in common.
    this.next = mulberry32(Math.imul(seed, 0x9e3779b1));
  }

  /** A whole number, both ends included. */
  int(from: number, to: number): number {
    return between(this.next, from, to);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(items: readonly T[]): T {
    return pick(this.next, items);
  }

  shuffled<T>(items: readonly T[]): T[] {
    return shuffled(this.next, items);
  }
}
