import { csvHead, csvRow } from './write-csv.ts';

/** Lambda answers at most 6 MB, as JSON; the rest is for headers. */
export const MAX_ANSWER_BYTES = 6_000_000;
/** For the row that says so. */
const RESERVED_BYTES = 2_000;

export interface BoundedCsv {
  csv: string;
  rows: number;
  /** There was more than may be answered; the last row of the file says so. */
  cut: boolean;
}

/** Rows until there are no more, or no more fit into one answer of at most `maxRows` rows and 6 MB. */
export async function boundedCsv(
  titles: readonly string[],
  rows: AsyncIterable<readonly string[]>,
  {
    maxRows,
    whatElse,
    maxBytes = MAX_ANSWER_BYTES,
  }: { maxRows: number; whatElse: string; maxBytes?: number },
): Promise<BoundedCsv> {
  const parts = [csvHead(titles)];
  let bytes = sizeOf(parts.join('')) + RESERVED_BYTES;
  let count = 0;
  for await (const cells of rows) {
    const row = csvRow(cells);
    bytes += sizeOf(row);
    if (count === maxRows || bytes > maxBytes) {
      const note = `This file ends here although there is more. ${whatElse}`;
      parts.push(csvRow(titles.map((_, index) => (index === 0 ? note : ''))));
      return { csv: parts.join(''), rows: count, cut: true };
    }
    parts.push(row);
    count += 1;
  }
  return { csv: parts.join(''), rows: count, cut: false };
}

/** As a part of a JSON text: quotes and ends of lines take two bytes. */
function sizeOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** What a browser does with the file, and for programs whether it is whole. */
export function csvHeaders(name: string, { cut }: BoundedCsv): Record<string, string> {
  return { 'content-disposition': `attachment; filename="${name}.csv"`, 'x-file-cut': String(cut) };
}
