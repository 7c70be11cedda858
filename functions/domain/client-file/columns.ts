import type { CsvRow } from '../csv/read-csv.ts';
import { DomainError } from '../errors.ts';

/** The columns of import, template and export, in this order. */
export const COLUMNS = ['Client Name', 'First Name', 'Last Name', 'Client Email', 'Client Phone'] as const;

export const MAX_FILE_BYTES = 5 * 1024 * 1024;
export const MAX_ROWS = 10_000;

/** The rows below the header, once the header is what it must be. */
export function belowHeader(rows: readonly CsvRow[]): CsvRow[] {
  const [header, ...others] = rows;
  const titles = header?.cells.map((title) => title.trim().toLowerCase()) ?? [];
  const isRight =
    COLUMNS.every((column, index) => titles[index] === column.toLowerCase()) &&
    titles.slice(COLUMNS.length).every((title) => title === '');
  if (!isRight) {
    const message = `The first row must be: ${COLUMNS.join(',')}. Start from the template.`;
    throw new DomainError('invalid', 'CSV_HEADER_WRONG', message);
  }
  if (others.length === 0) {
    throw new DomainError('invalid', 'CSV_EMPTY', 'The file has no rows below its header.');
  }
  return others;
}
