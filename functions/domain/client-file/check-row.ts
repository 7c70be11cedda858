import { emailProblem, lineProblem, nameProblem } from '../client/client-input.ts';
import type { CsvRow } from '../csv/read-csv.ts';
import { armed } from '../csv/write-csv.ts';
import { COLUMNS } from './columns.ts';

/** One contact of one client, fit to be stored. */
export interface ContactRow {
  row: number;
  clientName: string;
  /** First and last name as one, the way the portal keeps it. */
  contactName: string;
  email: string;
  phone: string | undefined;
}

type Problem = (text: string) => string | undefined;
const MAX_NAME_PART = 249;

const PROBLEMS: readonly Problem[] = [
  nameProblem,
  (text) => lineProblem(text, MAX_NAME_PART),
  (text) => lineProblem(text, MAX_NAME_PART),
  emailProblem,
  (text) => lineProblem(text, 100),
];
const REQUIRED = 4;

/** The row as it will be stored, or why it cannot be. Formulas stay the text that they are. */
export function checkRow({ row, cells }: CsvRow): ContactRow | { reason: string } {
  const texts = COLUMNS.map((_, index) => armed((cells[index] ?? '').trim()));
  const reason = reasonAgainst(texts, cells.slice(COLUMNS.length));
  if (reason !== undefined) return { reason };
  const [clientName = '', first = '', last = '', email = '', phone = ''] = texts;
  return { row, clientName, contactName: `${first} ${last}`, email, phone: phone === '' ? undefined : phone };
}

/** What the row calls its client, for people to find it by. */
export function clientNameIn({ cells }: CsvRow): string {
  return armed((cells[0] ?? '').trim()).slice(0, 500);
}

function reasonAgainst(texts: readonly string[], surplus: readonly string[]): string | undefined {
  if (surplus.some((cell) => cell.trim() !== '')) {
    return 'The row has more columns than the header. A name with a comma in it must stand between quotation marks.';
  }
  const missing = COLUMNS.slice(0, REQUIRED).filter((_, index) => texts[index] === '');
  if (missing.length > 0) return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`;
  for (const [index, column] of COLUMNS.entries()) {
    const problem = PROBLEMS[index]?.(texts[index] ?? '');
    if (problem !== undefined && texts[index] !== '') return `${column} ${problem}.`;
  }
  return undefined;
}
