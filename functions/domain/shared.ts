import * as z from 'zod';

/** Who did something, as it was called then. */
export const PersonSchema = z.object({ userId: z.string(), name: z.string() });
export type Person = z.infer<typeof PersonSchema>;

/** Xero's remaining calls for a practice, as of its last answer; null where the answer did not say. */
export const QuotaSchema = z.object({
  dayRemaining: z.number().int().nullable(),
  minuteRemaining: z.number().int().nullable(),
  at: z.iso.datetime(),
});
export type Quota = z.infer<typeof QuotaSchema>;
