import * as z from 'zod';

export const contract = {
  input: z.object({ cursor: z.string().nullable() }),
  output: z.object({
    /** At most 250; each is the input of one execution of sync-firm, named by its syncId. */
    due: z.array(
      z.object({
        firmId: z.uuid(),
        syncId: z.string(),
        trigger: z.literal('schedule'),
        requestedMode: z.literal('auto'),
        slot: z.iso.datetime(),
      }),
    ),
    cursor: z.string().nullable(),
  }),
};
