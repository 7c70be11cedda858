/** How a cell starts that a spreadsheet may run as a formula, some also in full width. Apostrophes before it are what we put there ourselves. */
const DANGEROUS = /^'*[=+\-@\t\r\n\0＝＋－＠]/;

const MARK = '\uFEFF';

/** RFC 4180, with the mark by which Excel knows UTF-8. Nothing in it runs as a formula. */
export function writeCsv(rows: Iterable<readonly string[]>): string {
  let text = MARK;
  for (const cells of rows) text += csvRow(cells);
  return text;
}

/** The beginning of a file: the mark and a row of titles. */
export function csvHead(titles: readonly string[]): string {
  return MARK + csvRow(titles);
}

/** One row with its end. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(disarmed(cell))).join(',')}\r\n`;
}

/** A leading apostrophe tells spreadsheets that text follows. */
function disarmed(cell: string): string {
  return DANGEROUS.test(cell) ? `'${cell}` : cell;
}

/** The reverse, so that what is exported can be imported. */
export function armed(cell: string): string {
  return cell.startsWith("'") && DANGEROUS.test(cell) ? cell.slice(1) : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
