import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { NEVER_IMPORTED, WITHOUT_DEAD_WEIGHT } from './bundle-trims.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FUNCTIONS = join(ROOT, 'functions');

/** CommonJS dependencies (xero-node) call `require`, which an ES module does not have. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Every entry point, as `api/start-sync` or `workflow/sync-firm/begin-sync`. */
export function entryNames(): string[] {
  return ['api', 'workflow', 'trigger']
    .flatMap((kind) =>
      readdirSync(join(FUNCTIONS, kind), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(kind, file),
      ),
    )
    .filter((file) => file.endsWith('/index.ts'))
    .map((file) => dirname(file))
    .sort();
}

/** Where the bundles of one call of `bundleFunctions` are. */
export interface Bundles {
  folderOf(entry: string): string;
  metafile: Metafile;
}

/** A folder of this process's own (two may synthesize at once), for as long as it lives: CDK copies what it needs. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/**
 * Bundles all entry points with one esbuild call (a call per function costs a second each) into
 * `<folder>/<entry>/index.mjs`. Names are kept: an error's name is the contract with the state machines.
 */
export async function bundleFunctions(folder = temporaryFolder()): Promise<Bundles> {
  const entries = entryNames();
  const { metafile } = await build({
    entryPoints: entries.map((entry) => ({
      in: join(FUNCTIONS, entry, 'index.ts'),
      out: join(entry, 'index'),
    })),
    outdir: folder,
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    banner: { js: REQUIRE },
    minify: true,
    keepNames: true,
    legalComments: 'none',
    external: NEVER_IMPORTED,
    plugins: [WITHOUT_DEAD_WEIGHT],
    metafile: true,
    logLevel: 'warning',
  });
  await writeFile(join(folder, 'meta.json'), JSON.stringify(metafile));
  return {
    metafile,
    folderOf(entry) {
      if (!entries.includes(entry)) throw new Error(`functions/${entry}/index.ts does not exist`);
      return join(folder, entry);
    },
  };
}
