import * as z from 'zod';
import type { Usage } from './processes.ts';

/**
 * Given to the Node process of every tool alike: V8 collects early, so that the most memory held is what a sync needs
 * rather than what V8 may let lie in half a gigabyte that is free.
 */
export const NODE_FLAGS = ['--optimize-for-size'];

/** What a sync said of itself. */
export const SaidSchema = z.object({
  listed: z.number(),
  written: z.number(),
  archived: z.number(),
});
export type Said = z.infer<typeof SaidSchema>;

export interface Sample extends Usage {
  /** Of the sync itself, from its order to its answer. */
  wallSeconds: number;
  /** Of the process before it was ready to sync; not in the figures above. */
  startCpuSeconds: number;
  outcome: { ok: true; said: Said } | { ok: false; error: string };
}

/** Something that syncs, each time in a fresh process, into one file. */
export interface Tool {
  name: string;
  version: string;
  sync(environment: Record<string, string>, storeFile: string): Promise<Sample>;
  /** What the file holds: whether each client is archived, by its id in XPM. */
  stored(storeFile: string): Map<string, { archived: boolean }>;
}
