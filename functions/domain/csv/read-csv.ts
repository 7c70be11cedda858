import { CsvError, parse } from 'csv-parse/sync';
import { DomainError } from '../errors.ts';

export interface CsvRow {
  /** As a spreadsheet counts: the header is in row 1. */
  row: number;
  cells: string[];
}

/**
 * RFC 4180 with any line ends, also a lone CR. Rows without a single character are passed over, but counted. Strict in
 * quoting: a file that could be read in two ways is refused as a whole. More than `maxRows` rows below the header are
 * refused as soon as they are met.
 */
export function readCsv(text: string, maxRows: number): CsvRow[] {
  const rows: CsvRow[] = [];
  try {
    parse(text, {
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { records, empty_lines: empty }) => {
        if (cells.some((cell) => cell.trim() !== '')) rows.push({ row: records + empty, cells });
        if (rows.length > maxRows + 1) throw tooMany(maxRows);
        return null;
      },
    });
  } catch (error) {
    if (error instanceof DomainError) throw error;
    if (error instanceof CsvError) throw malformed(error);
    throw error;
  }
  return rows;
}

function tooMany(maxRows: number): DomainError {
  const message = `The file has more than ${maxRows.toLocaleString('en')} rows. Split it and upload the parts one after the other.`;
  return new DomainError('too-large', 'CSV_TOO_MANY_ROWS', message);
}

function malformed({ lines }: CsvError & { lines?: unknown }): DomainError {
  const where = typeof lines === 'number' ? ` near line ${String(lines)}` : '';
  return new DomainError(
    'invalid',
    'CSV_MALFORMED',
    `A quotation mark is out of place${where}. A cell that holds one stands between quotation marks, and it is doubled inside.`,
  );
}
