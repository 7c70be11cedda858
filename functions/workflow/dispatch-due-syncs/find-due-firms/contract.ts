import * as z from 'zod';

export const contract = {
  /** Null: from the firm that is due for the longest. */
  input: z.object({ cursor: z.string().nullable() }),
  output: z.object({
    /** No more than there are places; each is the input of one execution of sync-firm, named by its syncId. */
    due: z.array(
      z.object({
        firmId: z.uuid(),
        syncId: z.string(),
        trigger: z.literal('schedule'),
        requestedMode: z.literal('auto'),
        slot: z.iso.datetime(),
      }),
    ),
    /** Where to go on when places are free again; null: nobody is left. */
    cursor: z.string().nullable(),
  }),
};
