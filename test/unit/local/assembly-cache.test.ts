import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AssemblyCache } from '../../../local/assembly/cache.ts';

let folder: string;
let cache: AssemblyCache;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assemblies-'));
  cache = new AssemblyCache(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts an assembly as it would be after a while; `user` is the process that still uses it. */
function put(hash: string, minutesAgo: number, user: 'us' | 'a process that ended'): void {
  const draft = cache.draft(hash);
  mkdirSync(draft);
  writeFileSync(join(draft, 'manifest.json'), '{}');
  const assembly = cache.put(hash, draft);
  if (user === 'a process that ended') {
    const [mark = ''] = readdirSync(assembly).filter((name) => name !== 'manifest.json');
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    writeFileSync(join(assembly, mark), JSON.stringify({ pid, startedAt: '1' }));
  }
  const at = Date.now() / 1000 - minutesAgo * 60;
  utimesSync(assembly, at, at);
}

it('keeps what a running process uses, and else the newest two', () => {
  put('used', 50, 'us');
  put('older', 40, 'a process that ended');
  put('old', 30, 'a process that ended');
  put('recent', 20, 'a process that ended');
  put('new', 0, 'us');
  expect(readdirSync(folder).sort()).toEqual(['new', 'recent', 'used']);
});

it('finds what is whole, and nothing else', () => {
  expect(cache.find('none')).toBeUndefined();
  mkdirSync(join(folder, 'cut'));
  expect(cache.find('cut')).toBeUndefined();
  put('whole', 0, 'us');
  expect(cache.find('whole')).toBe(join(folder, 'whole'));
});

it('takes the assembly of a quicker process and drops its own', () => {
  put('same', 0, 'us');
  const draft = cache.draft('same');
  mkdirSync(draft);
  writeFileSync(join(draft, 'manifest.json'), '{}');
  expect(cache.put('same', draft)).toBe(join(folder, 'same'));
  expect(existsSync(draft)).toBe(false);
});

it('removes the drafts of processes that were killed', () => {
  const abandoned = cache.draft('abandoned');
  mkdirSync(abandoned);
  utimesSync(abandoned, 0, 0);
  put('new', 0, 'us');
  expect(readdirSync(folder)).toEqual(['new']);
});
