import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type * as z from 'zod';

const run = promisify(execFile);
const TASKSET = '/usr/bin/taskset';

export interface Child {
  /** A compiled script. */
  file: string;
  args?: string[];
  nodeFlags?: string[];
  env?: Record<string, string>;
  node?: string;
}

/** A fresh process, pinned to one core where that can be done; its only output is JSON. */
export async function childResult<T>(schema: z.ZodType<T>, child: Child): Promise<T> {
  const { file, args = [], nodeFlags = [], env = {}, node = process.execPath } = child;
  const command = [node, ...nodeFlags, file, ...args];
  const pinned = existsSync(TASKSET) ? [TASKSET, '-c', '1', ...command] : command;
  const [program = node, ...rest] = pinned;
  const { stdout } = await run(program, rest, {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    maxBuffer: 16 * 1024 * 1024,
  });
  return schema.parse(JSON.parse(stdout));
}

/** All of them in turn, and again: what the machine does meanwhile hits all alike. */
export async function interleaved<K extends string, T>(
  rounds: number,
  variants: Record<K, () => Promise<T>>,
): Promise<Record<K, T[]>> {
  const names = Object.keys(variants) as K[];
  const results = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<K, T[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) results[name].push(await variants[name]());
  }
  return results;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

export interface Summary {
  value: number;
  spread: number;
}

/** The median, and how far the rounds were apart as a share of it. */
export function summary(values: readonly number[]): Summary {
  const value = median(values);
  const spread = value === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / value;
  return { value: rounded(value), spread: rounded(spread) };
}

/** Round by round, since only what ran side by side can be compared. */
export function ratioOf(over: readonly number[], under: readonly number[]): Summary {
  return summary(over.map((value, round) => value / (under[round] ?? Number.NaN)));
}

const rounded = (value: number) => Number(value.toPrecision(4));

/** Compiles the scripts that run in processes of their own. */
export async function compile(entryPoints: Record<string, string>, folder: string): Promise<void> {
  await build({
    entryPoints: Object.entries(entryPoints).map(([out, path]) => ({ in: path, out })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    // One that inlined CommonJS packages need.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}
