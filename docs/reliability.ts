import { countedOf, type Counted } from './counted.ts';
import { INJECTED } from './injected.ts';
import type { Stated } from './promises.ts';

const BEGIN = '<!-- promises: npm run reliability -->';
const END = '<!-- end of promises -->';
const HEAD = ['Promise', 'What is done to it', 'Cases held', 'At least', 'Where'];

/** One row of the table of docs/reliability.md. */
export type Row = [promise: string, injected: string, held: string, floor: string, where: string];

export function rowsOf(promises: readonly Stated[], counted: Counted): Row[] {
  return promises.map((stated) => {
    const { id, says, file } = stated;
    const injected = INJECTED[id];
    if (injected === undefined) throw new Error(`${file} states ${id}, which docs/injected.ts does not know`);
    const count = countedOf(counted, stated);
    const floor = stated.floor ?? count?.floor.toLocaleString('en') ?? '';
    return [`${id} ${says}`, injected, count?.cases.toLocaleString('en') ?? '', floor, `\`${file}\``];
  });
}

/** The sentence on promises that nothing counts yet. */
export function openSentence(promises: readonly Stated[]): string {
  const stated = new Set(promises.map(({ id }) => id));
  const open = Object.keys(INJECTED).filter((id) => !stated.has(id));
  return open.length === 0
    ? 'Every promise is counted.'
    : `Not counted by a suite of their own yet: ${open.join(', ')}.`;
}

/** The document with its table and sentence written anew; the rest stays. */
export function withPromises(document: string, promises: readonly Stated[], counted: Counted): string {
  const { before, after } = partsOf(document);
  const lines = [HEAD, HEAD.map(() => '---'), ...rowsOf(promises, counted)].map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
  return `${before}${BEGIN}\n\n${lines.join('\n')}\n\n${openSentence(promises)}\n\n${END}${after}`;
}

/** What stands in the document. */
export function readTable(document: string): { rows: string[][]; sentence: string } {
  const lines = partsOf(document)
    .between.split('\n')
    .filter((line) => line !== '');
  const table = lines.filter((line) => line.startsWith('|')).slice(2);
  const rows = table.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
  return { rows, sentence: lines.filter((line) => !line.startsWith('|')).join(' ') };
}

function partsOf(document: string): { before: string; between: string; after: string } {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error('The marks around the table of promises are gone.');
  return {
    before: document.slice(0, begin),
    between: document.slice(begin + BEGIN.length, end),
    after: document.slice(end + END.length),
  };
}
