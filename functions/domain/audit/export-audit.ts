import type { BoundedCsv } from '../csv/bounded-csv.ts';
import { boundedCsv } from '../csv/bounded-csv.ts';
import type { AuditEntry, AuditFilter, AuditReader } from './ports.ts';

const TITLES = ['When', 'Action', 'Result', 'Who', 'User id', 'Source', 'Details', 'Id'] as const;
const EVENTS_PER_READ = 500;
/** Ends the reading in time; 6 MB are reached long before. */
const MAX_ROWS = 50_000;

/** All events that match, newest first, as far as one answer holds. */
export function exportAudit(reader: AuditReader, firmId: string, filter: AuditFilter): Promise<BoundedCsv> {
  return boundedCsv(TITLES, rowsOf(reader, firmId, filter), {
    maxRows: MAX_ROWS,
    whatElse: 'Ask for the rest with `to` set to the time in the row above.',
  });
}

async function* rowsOf(
  reader: AuditReader,
  firmId: string,
  filter: AuditFilter,
): AsyncGenerator<readonly string[]> {
  let cursor: string | undefined;
  do {
    const page = await reader.list(firmId, filter, { limit: EVENTS_PER_READ, cursor });
    for (const event of page.events) yield rowOf(event);
    cursor = page.cursor;
  } while (cursor !== undefined);
}

function rowOf({ auditId, at, action, actor, source, result, details }: AuditEntry): string[] {
  const [name, userId] = actor === 'system' ? ['system', ''] : [actor.name, actor.userId];
  const inWords = Object.entries(details).map(([key, value]) => `${key}: ${String(value)}`);
  return [at, action, result, name, userId, source, inWords.join('; '), auditId];
}
