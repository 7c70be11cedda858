import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { isShrunk, readCounted } from '../../docs/counted.ts';
import { allPromises } from '../../docs/promises.ts';
import { MUTATION } from './proof/variants.ts';

const FOLDER = fileURLToPath(new URL('../../test-results/promises', import.meta.url));

const CountSchema = z.object({
  id: z.string(),
  says: z.string(),
  floor: z.number(),
  cases: z.number(),
  figures: z.record(z.string(), z.number()),
  file: z.string(),
});
type Count = z.infer<typeof CountSchema>;

/** So that what an earlier run counted does not pass for this one's. */
export function forgetCounts(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** What the suites have counted since `forgetCounts`. */
export function countsOfRun(): Count[] {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  return files.map((file) => CountSchema.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))));
}

/** A line per promise that was counted, in the table's order, and what docs/reliability.md says that is not so. */
export function countsOfPromises(): { lines: string[]; missing: string[]; shrunk: string[] } {
  const counts = countsOfRun();
  const counted = readCounted();
  const lines: string[] = [];
  const missing: string[] = [];
  // The mutants have a run of their own, outside of `npm test`.
  for (const { id, file } of allPromises().filter((promise) => promise.id !== MUTATION.id)) {
    const count = counts.find((other) => other.id === id && other.file === file);
    if (count === undefined) missing.push(`${id} (${file})`);
    else lines.push(lineOf(count));
  }
  return { lines, missing, shrunk: counts.filter((count) => isShrunk(counted, count)).map(lineOf) };
}

function lineOf({ id, says, floor, cases, figures }: Count): string {
  const [held, least] = [cases, floor].map((figure) => Math.ceil(figure).toLocaleString('en').padStart(9));
  const more = Object.entries(figures).map(([name, value]) => `, ${name} ${value.toLocaleString('en')}`);
  return `${id.padEnd(4)}${held ?? ''}${least ?? ''}  ${says}${more.join('')}`;
}
