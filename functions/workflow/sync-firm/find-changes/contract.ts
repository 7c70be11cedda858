import * as z from 'zod';
import { FoundSchema, RunContextSchema } from '../run-context.ts';

export const contract = {
  input: z.object({
    run: RunContextSchema,
    /** How often this run waited for Xero already. */
    waits: z.number().int(),
    /** Requests sent to Xero by this run so far. */
    requests: z.number().int(),
  }),
  output: z.discriminatedUnion('next', [
    /** Xero asks for a pause that is too long to sleep through. */
    z.object({ next: z.literal('wait'), seconds: z.number().int().positive(), requests: z.number().int() }),
    /** Xero refused the access token (401) or the practice (403), or the token ran out while waiting. */
    z.object({
      next: z.literal('check'),
      reason: z.enum(['expired', 'unauthorized', 'forbidden']),
      requests: z.number().int(),
    }),
    z.object({ next: z.enum(['page', 'complete']), found: FoundSchema, requests: z.number().int() }),
  ]),
};
