import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChangePageRepository } from '#domain/sync/ports.ts';
import type { ClientChange } from '#domain/sync/sync.ts';

/** Pages of changes in a folder of its own: the table's stand-in, out of memory as there. */
export class FilePages implements ChangePageRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'bench-pages-'));

  put(_: string, __: string, page: number, changes: readonly ClientChange[]): Promise<void> {
    writeFileSync(join(this.folder, String(page)), JSON.stringify(changes));
    return Promise.resolve();
  }

  get(_: string, __: string, page: number): Promise<ClientChange[]> {
    return Promise.resolve(
      JSON.parse(readFileSync(join(this.folder, String(page)), 'utf8')) as ClientChange[],
    );
  }
}
