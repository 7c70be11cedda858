import type { Directory } from './directory.ts';
import { notAuthorized } from './operation.ts';
import type { User } from './pool.ts';

/** Wrong passwords and codes before the first lock-out, and the longest one in ms. */
const FREE_FAILURES = 5;
const LONGEST = 15 * 60_000;

/** From the fifth failure on, each doubles the time during which even the right password is refused: 1 s, 2 s, … */
export function assertNotLocked(directory: Directory, user: User): void {
  if (user.failures < FREE_FAILURES) return;
  const locked = Math.min(1_000 * 2 ** (user.failures - FREE_FAILURES), LONGEST);
  if (directory.now() < user.lastFailureAt + locked) throw notAuthorized('Password attempts exceeded');
}

export function countFailure(directory: Directory, user: User): void {
  const at = directory.now();
  const quiet = at - user.lastFailureAt > LONGEST;
  directory.note(user, { failures: quiet ? 1 : user.failures + 1, lastFailureAt: at });
}
