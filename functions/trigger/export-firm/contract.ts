import * as z from 'zod';

/** For operators, page by page: an answer of a function is 6 MB at most. */
export const contract = {
  input: z.strictObject({ firmId: z.uuid(), cursor: z.string().nullable().default(null) }),
  output: z.object({
    records: z.array(z.record(z.string(), z.unknown())),
    cursor: z.string().nullable(),
  }),
};
