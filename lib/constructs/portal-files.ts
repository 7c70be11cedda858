import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, '.cache', 'portal');
const SOURCES = ['portal', 'package-lock.json', 'tsconfig.json'];
/** What `npm run portal` writes, and what a person's editor or Vite leaves. */
const NOT_SOURCES = ['dist', 'node_modules', '.vite'];

const KEPT = 3;
/** No synth reads the files for so long after it found them. */
const IN_USE_MS = 3_600_000;
const BUILD_MS = 300_000;

/**
 * The folder of the built portal (index.html, assets/, .vite/manifest.json), built only when its sources changed.
 * Throws what Vite says when they cannot be built.
 */
export async function bundlePortal(): Promise<string> {
  const folder = join(CACHE, hashOf(SOURCES));
  if (!isWhole(folder)) {
    mkdirSync(CACHE, { recursive: true });
    const draft = mkdtempSync(join(CACHE, 'draft-'));
    try {
      await runVite(draft);
      take(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  utimesSync(folder, new Date(), new Date());
  forgetOld();
  return folder;
}

/** In a process of its own with nothing of the environment: NODE_ENV=test would make another portal. */
async function runVite(outDir: string): Promise<void> {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', join(ROOT, 'portal'), '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'],
    { cwd: ROOT, timeout: BUILD_MS, env: { NODE_ENV: 'production' } },
  );
}

function take(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another process was quicker with the very same files.
    if (!isWhole(folder)) throw error;
  }
}

function isWhole(folder: string): boolean {
  return existsSync(join(folder, 'index.html'));
}

function forgetOld(): void {
  readdirSync(CACHE)
    .map((name) => join(CACHE, name))
    .map((path) => ({ path, used: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.used - a.used)
    .slice(KEPT)
    .filter(({ used }) => Date.now() - used > IN_USE_MS)
    .forEach(({ path }) => {
      rmSync(path, { recursive: true, force: true });
    });
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesOf(join(ROOT, source)))) {
    hash.update(`\0${relative(ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 24);
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !NOT_SOURCES.includes(name))
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}
