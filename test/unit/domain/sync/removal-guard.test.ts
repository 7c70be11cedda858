import { expect, it } from 'vitest';
import { mayRemove } from '#domain/sync/removal-guard.ts';

it.each([
  // removals, current, list empty, approved, may
  [0, 0, false, undefined, true],
  [0, 0, true, undefined, true],
  [20, 20, false, undefined, true],
  [21, 209, false, undefined, false],
  [21, 210, false, undefined, true],
  [100, 1000, false, undefined, true],
  [101, 1000, false, undefined, false],
  [3, 3, true, undefined, false],
  [3, 3, true, 3, true],
  [101, 1000, false, 101, true],
  [101, 1000, false, 100, false],
  [5, 1000, false, 0, true],
])('%i of %i (list empty: %s, approved: %s): %s', (removals, current, listEmpty, approved, may) => {
  expect(mayRemove({ removals, current, listEmpty, approved })).toBe(may);
});
