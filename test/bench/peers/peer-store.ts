import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Where the peers are installed: outside of the repository. */
export const PEERS_DIR = process.env['PEERS_DIR'] ?? join(tmpdir(), 'practice-sync-peers');

/** As `transform.cjs` writes it. */
export function storedByFlow(storeFile: string): Map<string, { archived: boolean }> {
  if (!existsSync(storeFile)) return new Map();
  const store = JSON.parse(readFileSync(storeFile, 'utf8')) as Record<string, { archived: boolean }>;
  return new Map(Object.entries(store));
}

/** A published flow with the code of its step in place. */
export function flowOf(path: string): string {
  const here = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
  const transform = JSON.stringify(here('transform.cjs')).slice(1, -1);
  return here(path).replace('${TRANSFORM}', () => transform);
}
