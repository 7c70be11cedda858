import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const CLIENTS = 20_000;
const HEAP_MB = 64;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'large-practice-'));
  await build({
    entryPoints: ['test/support/practice/large-sync.ts'],
    outfile: join(folder, 'large-sync.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Result {
  bytes: number;
  maxRssMb: number;
  first: { seen: number; added: number };
  second: { seen: number; unchanged: number };
  proposals: number;
}

async function sync(...counts: number[]): Promise<Result> {
  const heap = `--max-old-space-size=${String(HEAP_MB)}`;
  const { stdout } = await run(process.execPath, [
    heap,
    join(folder, 'large-sync.mjs'),
    ...counts.map(String),
  ]);
  return JSON.parse(stdout) as Result;
}

describe('a practice of 20,000 clients', () => {
  it(`is read, compared and imported in a heap of ${String(HEAP_MB)} MB`, { timeout: 240_000 }, async () => {
    const result = await sync(CLIENTS);
    expect(result.first).toMatchObject({ seen: CLIENTS, added: CLIENTS });
    expect(result.second).toMatchObject({ seen: CLIENTS, unchanged: CLIENTS });
    expect(result.bytes).toBeGreaterThan(80_000_000);
    process.stdout.write(
      `${String(CLIENTS)} clients twice, ${String(result.bytes)} bytes, ${String(result.maxRssMb)} MB resident\n`,
    );
  });

  it('meets 10,000 clients that were added here in the same heap', { timeout: 240_000 }, async () => {
    const result = await sync(CLIENTS, 10_000);
    expect(result.first).toMatchObject({ seen: CLIENTS, added: 15_000, updated: 5_000 });
    expect(result.second).toMatchObject({ seen: CLIENTS, unchanged: CLIENTS });
    expect(result.proposals).toBe(5_000);
  });
});
