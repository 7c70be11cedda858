import * as z from 'zod';

/** "Step Functions Execution Status Change" of sync-firm; `input` is the execution's, as JSON text. */
export const contract = {
  input: z.object({
    detail: z.object({
      name: z.string(),
      status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
      input: z.string(),
    }),
  }),
  output: z.object({ ended: z.boolean() }),
};

export const ExecutionInputSchema = z.object({ firmId: z.uuid(), syncId: z.string() });
