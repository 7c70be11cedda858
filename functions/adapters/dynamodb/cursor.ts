import { createHash } from 'node:crypto';
import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';

const MAX_LENGTH = 4_000;

/**
 * A cursor names a place inside a list, never the list itself: partition and index come from the request. `scope` is
 * what it was made for (firm, list, filters); used anywhere else it is refused.
 */
export function encodeCursor(scope: string, place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([tagOf(scope), place])).toString('base64url');
}

export function decodeCursor<T>(scope: string, cursor: string, place: z.ZodType<T>): T {
  const parsed = z.tuple([z.literal(tagOf(scope)), place]).safeParse(jsonIn(cursor));
  if (!parsed.success) {
    throw new DomainError(
      'invalid',
      'CURSOR_INVALID',
      'This cursor does not belong to this list. Start again without it.',
    );
  }
  return parsed.data[1];
}

function jsonIn(cursor: string): unknown {
  if (cursor.length > MAX_LENGTH) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function tagOf(scope: string): string {
  return createHash('sha256').update(scope).digest('base64url').slice(0, 12);
}
