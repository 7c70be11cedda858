import { readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FUNCTIONS = join(ROOT, 'functions');

/**
 * Credential providers that Lambda never reaches: the environment variables are found first, and the SDK imports the
 * others lazily. Left out they save 38 % of the SDK's bytes (reference performance.md, section 1).
 */
const UNUSED_CREDENTIAL_PROVIDERS = [
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-http',
  '@smithy/credential-provider-imds',
  '@aws-sdk/token-providers',
];

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

/**
 * Bundles all entry points with one esbuild call (a call per function costs a second each) into
 * `<folder>/<entry>/index.mjs`. Names are kept: an error's name is the contract with the state machines.
 */
export async function bundleFunctions(folder = join(ROOT, '.cache', 'bundles')): Promise<Bundles> {
  await rm(folder, { recursive: true, force: true });
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
    external: UNUSED_CREDENTIAL_PROVIDERS,
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
