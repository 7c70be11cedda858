import * as z from 'zod';

/** Query of every list that pages. */
export const pageQuery = (defaultLimit: number) => ({
  /** As the page before answered it; opaque. */
  cursor: z.string().min(1).max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(defaultLimit),
});

/** The other side: null on the last page. */
export const NextCursorSchema = z.string().nullable();

/** An id that could be none becomes one that nothing has, so that malformed, foreign and unknown ids answer alike. */
export const PathIdSchema = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .catch('none');

export const NO_PARAMETERS = z.strictObject({});

/** What the handler of a route that `consumes` something gets. */
export const BytesSchema = z.instanceof(Uint8Array);
