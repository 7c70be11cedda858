import type { Output } from '../../api/types.ts';

export type ImportAnswer = Output<'import-clients'>;
export type ImportRow = ImportAnswer['rows'][number];
export type Outcome = ImportRow['outcome'];

/** In the order of how much a person should look at them. */
export const OUTCOMES = ['skipped', 'created', 'updated', 'unchanged'] as const satisfies Outcome[];

export const ROWS_AT_ONCE = 50;

/** Those of one outcome, or all: what needs attention first, then as in the file. */
export function rowsToShow(rows: readonly ImportRow[], outcome: Outcome | undefined): ImportRow[] {
  const chosen = outcome === undefined ? [...rows] : rows.filter((row) => row.outcome === outcome);
  return chosen.sort((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome) || a.row - b.row);
}

/** How many rows add or update something. */
export function changesIn({ created, updated }: ImportAnswer['counts']): number {
  return created + updated;
}
