import * as z from 'zod';

/** A repeated parameter arrives as a list and is refused: which of them to believe would be a guess. */
const CallbackSchema = z.object({
  /** base64url of 32 bytes. */
  state: z.string().regex(/^[\w-]{43}$/),
  code: z.string().min(1).max(2000).optional(),
  error: z.string().min(1).max(200).optional(),
});

export function parseCallback(
  query: Record<string, unknown>,
): { state: string; code: string | undefined; error: string | undefined } | undefined {
  const parsed = CallbackSchema.safeParse(query);
  if (!parsed.success) return undefined;
  const { state, code, error } = parsed.data;
  return { state, code, error };
}
