import { type Figure, numberOf, type Row, ROWS, show, verdictOf } from './figure.ts';

/** Figures that are many of a kind; the document has a table of their own for them. */
export const isOfMany = ({ id }: Figure): boolean => id.startsWith('bundle.each.');

const SIGNS = { 'at most': '≤', 'at least': '≥' } as const;
const WORDS = { reached: 'reached', missed: 'MISSED', argued: 'missed, argued', 'no goal': '' } as const;

export function cellsOf(figure: Figure): [what: string, value: string, goal: string, verdict: string] {
  const { what, goal, direction } = figure;
  const wanted = goal === null ? '' : `${SIGNS[direction]} ${numberOf(goal)}`;
  return [what, show(figure), wanted, WORDS[verdictOf(figure)]];
}

export function byRow(figures: readonly Figure[]): [row: Row, title: string, figures: Figure[]][] {
  return (Object.entries(ROWS) as [Row, string][]).map(([row, title]) => [
    row,
    title,
    figures.filter((figure) => figure.row === row && !isOfMany(figure)),
  ]);
}

/** For the terminal. */
export function tableOf(figures: readonly Figure[]): string {
  const lines: string[] = [];
  for (const [, title, found] of byRow(figures)) {
    if (found.length === 0) continue;
    lines.push('', title);
    for (const [what, value, goal, verdict] of found.map(cellsOf)) {
      lines.push(`  ${what.padEnd(74)} ${value.padStart(34)}  ${goal.padEnd(10)} ${verdict}`.trimEnd());
    }
  }
  return lines.join('\n');
}
