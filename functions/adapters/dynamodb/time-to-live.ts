export const DAY_MS = 24 * 60 * 60_000;

/** What the time-to-live attribute `expiresAt` holds; rounded up, so that nothing goes too early. */
export function epochSeconds(time: Date): number {
  return Math.ceil(time.getTime() / 1000);
}
