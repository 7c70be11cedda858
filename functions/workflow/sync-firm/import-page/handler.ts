import type { ImportPageDeps, ImportPageInput } from '#domain/sync/import-page.ts';
import { importPage } from '#domain/sync/import-page.ts';

export function makeHandler(deps: ImportPageDeps) {
  return (input: ImportPageInput) => importPage(deps, input);
}
