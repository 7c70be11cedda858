import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Stated } from './promises.ts';

/** Where `npm run reliability` keeps what the last whole run of the proof counted. */
export const COUNTED_FILE = new URL('counted.json', import.meta.url);

const CountedSchema = z.record(z.string(), z.object({ cases: z.number(), floor: z.number() }));
/** By promise and file: the cases that held, and how many there had to be. */
export type Counted = z.infer<typeof CountedSchema>;
type Named = Pick<Stated, 'id' | 'file'>;

export function readCounted(): Counted {
  return CountedSchema.parse(JSON.parse(readFileSync(COUNTED_FILE, 'utf8')));
}

export function keyOf({ id, file }: Named): string {
  return `${id} ${file}`;
}

export function countedOf(counted: Counted, promise: Named): Counted[string] | undefined {
  return counted[keyOf(promise)];
}

/**
 * Some suites look at what there happens to be, such as all files; a proof that holds this much less than the document
 * says has shrunk.
 */
const LEAST_SHARE = 0.95;

/** What the document says of a promise is no longer true of a run that held `cases`. */
export function isShrunk(counted: Counted, promise: Named & { cases: number }): boolean {
  return promise.cases < LEAST_SHARE * (countedOf(counted, promise)?.cases ?? 0);
}
