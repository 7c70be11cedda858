import { existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';

/** A durable map of documents: whatever `set` returned from survives a kill of the process. */
export interface Collection<T> {
  get(id: string): T | undefined;
  set(id: string, value: T): void;
  delete(id: string): void;
  entries(): [string, T][];
}

type Change = [id: string, value: unknown] | [id: string];

/**
 * The stand-ins' state: one append-only file of JSON lines per collection. A line is written with one
 * synchronous append before a call returns, so a killed process loses nothing it had acknowledged; a line
 * cut by the kill is dropped at the next start, and the file is rewritten without what later lines replaced.
 */
export class StateStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  collection<T>(name: string, schema: z.ZodType<T>): Collection<T> {
    const file = join(this.folder, `${name}.jsonl`);
    const documents = readDocuments(file, schema);
    compact(file, documents);
    let handle: number | undefined;
    const append = (change: Change) => {
      handle ??= openSync(file, 'a');
      writeSync(handle, `${JSON.stringify(change)}\n`);
    };
    return {
      get: (id) => documents.get(id),
      set: (id, value) => {
        append([id, value]);
        documents.set(id, value);
      },
      delete: (id) => {
        append([id]);
        documents.delete(id);
      },
      entries: () => [...documents],
    };
  }
}

/** The documents of a collection that a running process may be writing to. */
export function peek<T>(folder: string, name: string, schema: z.ZodType<T>): T[] {
  return [...readDocuments(join(folder, `${name}.jsonl`), schema).values()];
}

function readDocuments<T>(file: string, schema: z.ZodType<T>): Map<string, T> {
  const documents = new Map<string, T>();
  for (const [id, ...value] of readChanges(file)) {
    if (value.length === 0) documents.delete(id);
    else documents.set(id, schema.parse(value[0]));
  }
  return documents;
}

function readChanges(file: string): Change[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.pop(); // '' after the last newline, or the part of a line that a kill cut off
  return lines.map((line) => JSON.parse(line) as Change);
}

function compact(file: string, documents: Map<string, unknown>): void {
  const draft = `${file}.draft`;
  writeFileSync(draft, [...documents].map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  renameSync(draft, file);
}
