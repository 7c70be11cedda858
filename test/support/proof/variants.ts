import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FOLDER = 'test/proof/variants';

const FileName = z.string().refine((name) => existsSync(join(ROOT, name)), 'there is no such file');

/** The two promises that are proven by runs of their own instead of a test file (docs/reliability.md). */
export const R26 = {
  id: 'R26',
  says: 'the proof can fail: each variant that is broken by hand is caught by its test',
  floor: '25',
  file: 'test/run-variants.ts',
} as const;
export const MUTATION = {
  id: 'S26',
  says: 'tests bite: small changes of what guards and decides do not go unnoticed',
  floor: '95 % of what guards, 85 % of what decides',
  file: 'test/mutation/security.config.json',
} as const;

/** One line of the product, broken by hand, and the test that must notice. */
const VariantSchema = z
  .strictObject({
    /** The promise that would be broken. */
    goal: z.string().regex(/^[SR]\d{1,2}$/),
    /** In words: what is missing from the product then. */
    says: z.string().min(5).max(100),
    /** Where, and which text stands there exactly once. */
    file: FileName.regex(/^(functions|lib|portal\/src|local)\/.*\.tsx?$/),
    find: z.string().min(1),
    replace: z.string(),
    test: FileName.regex(/^test\/.*\.test\.ts$/),
    /** Part of the test's name: only tests with it run, which is quicker. */
    name: z.string().min(1).optional(),
  })
  .refine(({ find, replace }) => find !== replace, 'nothing is broken');

export type Variant = z.infer<typeof VariantSchema>;

/** Of all files in test/proof/variants; fails on the first that is not as described above. */
export function allVariants(): Variant[] {
  const files = readdirSync(join(ROOT, FOLDER)).filter((file) => file.endsWith('.json'));
  return files.sort().flatMap((file) => {
    const parsed = z
      .array(VariantSchema)
      .min(1)
      .safeParse(JSON.parse(textOf(join(FOLDER, file))));
    if (!parsed.success) throw new Error(`${FOLDER}/${file}: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  });
}

/** The source with its line broken; undefined when the text does not stand there exactly once. */
export function broken({ find, replace }: Variant, source: string): string | undefined {
  const at = source.indexOf(find);
  if (at === -1 || source.includes(find, at + 1)) return undefined;
  return source.slice(0, at) + replace + source.slice(at + find.length);
}

export function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
