import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import type { FunctionDefinition } from '../../local/functions/definition.ts';

/** A Lambda bundle made of one text; every export of it is a handler. */
export function functionFolder(source: string): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'functions-'));
  buildSync({
    stdin: { contents: source, resolveDir: process.cwd(), loader: 'ts' },
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function aFunction(
  folder: string,
  name: string,
  more: Partial<FunctionDefinition> = {},
): FunctionDefinition {
  return {
    logicalId: name,
    name,
    arn: `arn:aws:lambda:ap-southeast-2:000000000000:function:${name}`,
    entry: pathToFileURL(join(folder, 'index.mjs')).href,
    exportName: name,
    memoryMb: 128,
    timeoutMs: 5000,
    environment: {},
    ...more,
  };
}
