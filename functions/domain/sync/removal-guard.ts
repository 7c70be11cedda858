const MANY = 20;
const SHARE = 0.1;

/**
 * Whether the removals of a run, flagged and absent ones together, may happen: an accident at the source must not
 * empty a firm. An approval is a ceiling: one removal more than was approved holds them all again.
 */
export function mayRemove(input: {
  removals: number;
  /** Clients that came from XPM and are not archived, before this run. */
  current: number;
  /** The whole list named nobody. */
  listEmpty: boolean;
  approved: number | undefined;
}): boolean {
  const { removals, current, listEmpty, approved } = input;
  const suspicious = (removals > MANY && removals > current * SHARE) || (listEmpty && removals > 0);
  return !suspicious || (approved !== undefined && removals <= approved);
}

/** Whether the guard needs to know how many clients there are. */
export function isMany(removals: number): boolean {
  return removals > MANY;
}
