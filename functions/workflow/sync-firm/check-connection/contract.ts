import * as z from 'zod';
import { RunContextSchema } from '../run-context.ts';

/**
 * Answers only when the list may be asked for again. Fails with `DisconnectedInXeroError`, `ConnectionBrokenError`,
 * `PracticePermissionError` or `XeroUnavailableError`.
 */
export const contract = {
  input: z.object({
    run: RunContextSchema,
    reason: z.enum(['expired', 'unauthorized', 'forbidden']),
    /** How often this run was here since it last waited: a wait outlives a token, which says nothing about the next one. */
    checks: z.number().int(),
  }),
  output: z.object({ requests: z.number().int() }),
};
