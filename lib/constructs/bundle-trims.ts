import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * Loaded by the SDK only when it needs them, and never here (reference performance.md, section 1): Lambda's credentials
 * stand in the environment, which is asked first, and no operation of ours streams events.
 */
export const NEVER_IMPORTED = [
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-http',
  '@smithy/credential-provider-imds',
  '@aws-sdk/token-providers',
  '@smithy/core/event-streams',
];

interface Trim {
  /** The module's file. */
  file: RegExp;
  /** What stands in for it. */
  contents: (file: string) => string | Promise<string>;
}

const requireHere = createRequire(import.meta.url);
const xeroClient = requireHere.resolve('xero-node/dist/XeroClient.js');

/** Modules that other modules import at once, but that nothing of ours ever calls. Whoever did would see it fail. */
const TRIMS: readonly Trim[] = [
  {
    // xero-node is here for OAuth alone, but brings 1.26 MB of Xero's other APIs, and makes one of each at once.
    file: /[\\/]xero-node[\\/]dist[\\/]gen[\\/](?:api|api[\\/]apis|model[\\/]accounting[\\/]models)\.js$/,
    contents: async () => {
      const client = await readFile(xeroClient, 'utf8');
      const names = [...client.matchAll(/new xero\.(\w+)\(/g)].map((match) => String(match[1]));
      return names.map((name) => `exports.${name} = class {};`).join('\n');
    },
  },
  {
    // xero-node would send with it; `functions/adapters/xero/identity.ts` has it send with node:https.
    file: /[\\/]axios[\\/]dist[\\/]node[\\/]axios\.cjs$/,
    contents: () => "module.exports = () => { throw new Error('xero-node is bundled without axios'); };",
  },
  {
    // Signs and decrypts id_tokens, which the scopes do not ask for.
    file: /[\\/]openid-client[\\/]node_modules[\\/]jose[\\/]dist[\\/]node[\\/]cjs[\\/]index\.js$/,
    contents: () => "exports.cryptoRuntime = 'node:crypto';",
  },
  {
    // An OpenAPI document is made at build time; every schema refers to what makes it.
    file: /[\\/]zod[\\/]v4[\\/]core[\\/](?:to-json-schema|json-schema-processors)\.js$/,
    contents: async (file) => {
      const names = (await readFile(file, 'utf8')).matchAll(
        /^export (?:const|function) (\w+)|^export \{ \w+ as (\w+) \}/gm,
      );
      const absent = "const absent = () => { throw new Error('zod is bundled without JSON schemas'); };";
      const exported = [...names].map(([, name, alias = name]) => `absent as ${String(alias)}`);
      return `${absent}\nexport { ${exported.join(', ')} };`;
    },
  },
  {
    // Only Timestream and the like discover their endpoints; DynamoDB's client makes a cache for it all the same.
    file: /[\\/]@aws-sdk[\\/]endpoint-cache[\\/]dist-es[\\/]EndpointCache\.js$/,
    contents: () => 'export class EndpointCache {}',
  },
];

/** Puts something small in the place of what would be dead weight in every cold start. */
export const WITHOUT_DEAD_WEIGHT: Plugin = {
  name: 'without-dead-weight',
  setup(builder) {
    for (const { file, contents } of TRIMS) {
      builder.onLoad({ filter: file }, async ({ path }) => ({
        contents: await contents(path),
        loader: 'js',
      }));
    }
  },
};
