import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';

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

/**
 * xero-node is here for OAuth alone, but brings 1.26 MB of Xero's other APIs, which its client makes one of each at once:
 * half of a cold start (reference performance.md, section 1). They become empty classes; whatever else of them were used
 * would fail at its first call.
 */
const WITHOUT_XERO_APIS: Plugin = {
  name: 'without-xero-apis',
  setup(builder) {
    builder.onLoad(
      {
        filter:
          /[\\/]xero-node[\\/]dist[\\/]gen[\\/](?:api|api[\\/]apis|model[\\/]accounting[\\/]models)\.js$/,
      },
      async () => {
        const client = await readFile(
          join(ROOT, 'node_modules', 'xero-node', 'dist', 'XeroClient.js'),
          'utf8',
        );
        const names = [...client.matchAll(/new xero\.(\w+)\(/g)].map((match) => match[1]);
        return { contents: names.map((name) => `exports.${String(name)} = class {};`).join('\n') };
      },
    );
  },
};

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
    external: UNUSED_CREDENTIAL_PROVIDERS,
    plugins: [WITHOUT_XERO_APIS],
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
