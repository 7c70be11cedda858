import type { Connection } from '../connection/connection.ts';
import { editing, type EditDeps } from '../client/edit-by-hand.ts';
import { KnownClients } from '../client/known-clients.ts';
import { ADDED_AT_ONCE, type ClientRepository } from '../client/ports.ts';
import { mustBeEditable } from '../client/view-only.ts';
import { decodeText } from '../csv/decode-text.ts';
import { type CsvRow, readCsv } from '../csv/read-csv.ts';
import { eachOf } from '../each-of.ts';
import { belowHeader, MAX_ROWS } from './columns.ts';
import { planImport, type ImportPlan, type RowOutcome, type RowResult } from './plan-import.ts';

export interface ImportDeps extends EditDeps {
  clients: EditDeps['clients'] & Pick<ClientRepository, 'addByHand'>;
  /** Told of a failure that cut the import off after something was stored. */
  onInterrupted: (error: unknown) => void;
}

export type PreviewDeps = Pick<ImportDeps, 'connections' | 'ids' | 'clock'> & {
  clients: Pick<ClientRepository, 'all'>;
};

export interface ImportResult {
  counts: Record<RowOutcome, number>;
  rows: RowResult[];
}

/** One firm is one partition of the table: more would only be throttled. */
const IN_FLIGHT = 25;
const REQUESTS_IN_FLIGHT = 4;
/** A partition takes 1,000 writes a second; some room is left for what else happens. */
const BATCH = 450;
const BATCH_MILLISECONDS = 500;
/** API Gateway waits 30 seconds. What is not begun by then is left to another upload of the file. */
const BUDGET_MILLISECONDS = 20_000;

const TOO_SLOW = 'There was no time left for this row. Upload the same file again: it goes on from here.';
const INTERRUPTED = 'The import was interrupted here. Upload the same file again: it goes on from here.';
const CONNECTED =
  'Your firm was connected to Xero Practice Manager meanwhile; clients are managed there now.';

/**
 * Reads the whole file before the first write, so that a file that is refused leaves nothing behind; then one write per
 * client, all of it or nothing. What an interruption leaves out, the next upload of the same file adds.
 */
export async function importClients(
  deps: ImportDeps,
  firmId: string,
  file: Uint8Array,
): Promise<ImportResult> {
  const until = deps.clock.now().getTime() + BUDGET_MILLISECONDS;
  const rows = await rowsToImport(deps, firmId, file);
  return editing(deps, firmId, async (connection) => {
    const plan = await planFor(deps, firmId, rows);
    await writeAll(deps, firmId, plan, connection, until);
    return { counts: countsOf(plan.results), rows: plan.results };
  });
}

/**
 * What an import of this file would do now, and refuse; nothing is written, not even the lease on editing, so that what
 * others change meanwhile is not seen. Clients that the import would add have no id yet.
 */
export async function previewImport(
  deps: PreviewDeps,
  firmId: string,
  file: Uint8Array,
): Promise<ImportResult> {
  const { results } = await planFor(deps, firmId, await rowsToImport(deps, firmId, file));
  const rows = results.map((row) => (row.outcome === 'created' ? { ...row, clientId: null } : row));
  return { counts: countsOf(rows), rows };
}

async function rowsToImport(
  { connections }: Pick<PreviewDeps, 'connections'>,
  firmId: string,
  file: Uint8Array,
): Promise<CsvRow[]> {
  mustBeEditable(await connections.get(firmId));
  return belowHeader(readCsv(decodeText(file), MAX_ROWS));
}

async function planFor(
  { clients, ids, clock }: PreviewDeps,
  firmId: string,
  rows: readonly CsvRow[],
): Promise<ImportPlan> {
  return planImport(rows, await KnownClients.read(clients.all(firmId)), ids, clock.now());
}

type Write = ImportPlan['writes'][number];

async function writeAll(
  deps: ImportDeps,
  firmId: string,
  { writes }: ImportPlan,
  connection: Connection | undefined,
  until: number,
): Promise<void> {
  const open = new Set(writes);
  for (let start = 0; start < writes.length; start += BATCH) {
    const batch = writes.slice(start, start + BATCH);
    const obstacle = await next(deps, firmId, batch, { connection, until, isFirst: start === 0 }, (write) =>
      open.delete(write),
    );
    if (obstacle === undefined) continue;
    for (const write of open) skip(write, obstacle);
    return;
  }
}

/** Writes a batch in no less time than a partition needs for it. Answers why the import ends here, if it does. */
async function next(
  deps: ImportDeps,
  firmId: string,
  batch: readonly Write[],
  { connection, until, isFirst }: { connection: Connection | undefined; until: number; isFirst: boolean },
  onStored: (write: Write) => void,
): Promise<string | undefined> {
  const began = deps.clock.now().getTime();
  if (began > until) return TOO_SLOW;
  if (!isFirst && (await isTaken(deps, firmId, connection))) return CONNECTED;
  let stored = 0;
  try {
    await writeBatch(deps, firmId, batch, connection?.epoch ?? 0, (write) => {
      stored += 1;
      onStored(write);
    });
  } catch (error) {
    if (isFirst && stored === 0) throw error;
    deps.onInterrupted(error);
    return INTERRUPTED;
  }
  const left = BATCH_MILLISECONDS - (deps.clock.now().getTime() - began);
  if (left > 0) await deps.sleep(left);
  return undefined;
}

/** New clients go many at once; each change of a stored one is a condition of its own. */
async function writeBatch(
  { clients }: ImportDeps,
  firmId: string,
  batch: readonly Write[],
  epoch: number,
  onStored: (write: Write) => void,
): Promise<void> {
  const added = batch.filter(({ isNew }) => isNew);
  await eachOf(chunksOf(added, ADDED_AT_ONCE), REQUESTS_IN_FLIGHT, async (chunk) => {
    await clients.addByHand(
      firmId,
      chunk.map(({ client }) => client),
      epoch,
    );
    chunk.forEach(onStored);
  });
  const changed = batch.filter(({ isNew }) => !isNew);
  await eachOf(changed, IN_FLIGHT, async (write) => {
    const outcome = await clients.putByHand(firmId, write.client, epoch);
    onStored(write);
    if (outcome === 'stale') skip(write, CONNECTED);
  });
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

async function isTaken(deps: ImportDeps, firmId: string, before: Connection | undefined): Promise<boolean> {
  const now = await deps.connections.get(firmId);
  return now?.epoch !== before?.epoch;
}

function skip({ rows }: Write, reason: string): void {
  for (const row of rows) {
    if (row.outcome === 'created') row.clientId = null;
    if (row.outcome !== 'unchanged') Object.assign(row, { outcome: 'skipped', reason });
  }
}

function countsOf(rows: readonly RowResult[]): Record<RowOutcome, number> {
  const counts: Record<RowOutcome, number> = { created: 0, updated: 0, unchanged: 0, skipped: 0 };
  for (const { outcome } of rows) counts[outcome] += 1;
  return counts;
}
