import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockState } from '../../../local/state-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function expectTakenOver(): void {
  const release = lockState(folder);
  expect(() => lockState(folder)).toThrow(`process ${String(process.pid)}`);
  release();
}

it('lets a second run in only after the first let go', () => {
  const release = lockState(folder);
  expect(() => lockState(folder)).toThrow(/in use by another run \(process \d+\).*LOCAL_STATE/);
  release();
  lockState(folder)();
});

it('takes over the lock of a process that is gone', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid, startedAt: '1' }));
  expectTakenOver();
});

it('takes over the lock of a killed process whose pid was given out again', () => {
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, startedAt: '1' }));
  expectTakenOver();
});

it('takes over a lock that was cut off while it was written', () => {
  writeFileSync(join(folder, 'lock'), '{"pid":');
  expectTakenOver();
});
