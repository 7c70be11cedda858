import * as prettier from 'prettier';
import { type Figure, numberOf, verdictOf } from './figure.ts';
import type { Results } from './results.ts';
import { byRow, cellsOf, isOfMany } from './table.ts';

const HEAD = `# Performance

What the product costs, measured by \`npm run bench\`. This page and the pictures are written by \`npm run bench -- --full\` from
[performance.json](performance.json), to which the quick run compares its own figures. Nothing here was measured on AWS.

A **count** is the same in every run. A **ratio** is of two measurements of one run; its spread is how far the rounds were apart.
Everything else hangs on the machine and is CPU time (user and system) in fresh processes that take turns, never wall time.`;

/** docs/performance.md, whole. */
export async function documentOf(results: Results, file: string): Promise<string> {
  const { measured, figures, curves, notes } = results;
  const { day, node, cores, load } = measured;
  const parts = [
    HEAD,
    `Measured on ${day} with Node ${node} on ${String(cores)} cores that were shared (load ${numberOf(load)}).`,
    summaryOf(figures),
    ...byRow(figures).map(([row, title, found]) =>
      [`## ${title}`, rowTable(found, row), ...textsOf(notes, row)].join('\n\n'),
    ),
    '## Growth',
    ...curves.map(({ file: picture, title }) => `![${title}](images/${picture}.svg)`),
    '## Every function',
    everyFunction(figures),
  ];
  return formatted(parts.join('\n\n'), file);
}

/** As the project's files are. */
export async function formatted(text: string, file: string): Promise<string> {
  const style = await prettier.resolveConfig(file);
  return prettier.format(text, { ...style, filepath: file });
}

const textsOf = (notes: Results['notes'], row: string) =>
  notes.filter((note) => note.row === row).map(({ text }) => text);

function summaryOf(figures: readonly Figure[]): string {
  const verdicts = figures.map(verdictOf);
  const of = (verdict: string) => verdicts.filter((each) => each === verdict).length;
  const missed = figures.filter((figure) => verdictOf(figure) === 'missed');
  const list = missed.map((figure) => {
    const [what, value, goal] = cellsOf(figure);
    return `- ${what}: ${value}, where ${goal} is wanted`;
  });
  const sentence = `${String(of('reached'))} goals are reached, ${String(of('argued'))} missed for a reason that a decision argues, ${String(of('missed'))} missed.`;
  return [sentence, ...(list.length > 0 ? ['Missed:', list.join('\n')] : [])].join('\n\n');
}

function rowTable(figures: readonly Figure[], row: string): string {
  if (figures.length === 0) return NOT_APPLICABLE[row] ?? 'Not measured.';
  const lines = figures.map((figure) => {
    const [what, value, goal, verdict] = cellsOf(figure);
    const reason = verdictOf(figure) === 'argued' ? ` by ${figure.exception ?? ''}` : '';
    return [what, figure.kind, value, goal, `${verdict}${reason}`];
  });
  return tableText([['What', 'Kind', 'Found', 'Goal', ''], ...lines]);
}

/** Rows of the reference that the product has nothing to measure for. */
export const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  'paged-fallback':
    'There is no paged fallback: `client.api/list` is the only call that has contacts with their clients (design, section 6), and it is one call whatever the size. See Xero calls.',
};

function everyFunction(figures: readonly Figure[]): string {
  const each = figures.filter(isOfMany);
  const plain = each.filter(({ id }) => !id.endsWith('.gz'));
  const zipped = new Map(each.map(({ id, value }) => [id, value]));
  const lines = plain.map(({ id, what, value }) => [
    `\`${what}\``,
    value.toFixed(1),
    (zipped.get(`${id}.gz`) ?? 0).toFixed(1),
  ]);
  return tableText([['Function', 'KB minified', 'KB gzipped'], ...lines]);
}

function tableText([head = [], ...lines]: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
