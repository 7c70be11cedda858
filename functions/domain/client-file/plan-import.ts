import { MAX_CONTACTS_BY_HAND } from '../client/client-input.ts';
import type { Client, Contact } from '../client/client.ts';
import { normaliseName } from '../client/client.ts';
import type { KnownClients } from '../client/known-clients.ts';
import { normaliseEmail } from '../client/known-clients.ts';
import type { CsvRow } from '../csv/read-csv.ts';
import type { IdSource } from '../system.ts';
import { checkRow, clientNameIn, type ContactRow } from './check-row.ts';

export type RowOutcome = 'created' | 'updated' | 'unchanged' | 'skipped';

export interface RowResult {
  /** As a spreadsheet counts. */
  row: number;
  clientName: string;
  outcome: RowOutcome;
  clientId: string | null;
  /** Why it was skipped, in words. */
  reason: string | null;
}

export interface ImportPlan {
  /** In the order of the file. */
  results: RowResult[];
  /** One write per client; `rows`: the results that hang on it. */
  writes: { client: Client; isNew: boolean; rows: RowResult[] }[];
}

/**
 * What each row does. A client is found by its name, a contact of it by e-mail. What an import adds it would find again,
 * so that the same file once more plans nothing; `known` learns what is planned.
 */
export function planImport(
  rows: readonly CsvRow[],
  known: KnownClients,
  ids: IdSource,
  at: Date,
): ImportPlan {
  const plan: ImportPlan = { results: [], writes: [] };
  const groups = new Map<string, { row: ContactRow; result: RowResult }[]>();
  for (const csvRow of rows) {
    const result: RowResult = {
      row: csvRow.row,
      clientName: clientNameIn(csvRow),
      outcome: 'skipped',
      clientId: null,
      reason: null,
    };
    plan.results.push(result);
    const row = checkRow(csvRow);
    if ('reason' in row) {
      result.reason = row.reason;
      continue;
    }
    const key = normaliseName(row.clientName);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push({ row, result });
  }
  for (const group of groups.values()) planClient(plan, group, known, ids, at);
  return plan;
}

function planClient(
  plan: ImportPlan,
  group: readonly { row: ContactRow; result: RowResult }[],
  known: KnownClients,
  ids: IdSource,
  at: Date,
): void {
  const [first] = group;
  if (first === undefined) return;
  const namesakes = known.named(first.row.clientName);
  const [stored] = namesakes;
  const refusal = refusalOf(namesakes);
  if (refusal !== undefined) {
    for (const { result } of group) result.reason = refusal;
    return;
  }
  const draft = new Draft(stored?.contacts ?? [], stored?.clientId, known, ids);
  for (const { row, result } of group) Object.assign(result, draft.take(row));
  const rows = group.map(({ result }) => result).filter(({ outcome }) => outcome !== 'skipped');
  const isNew = stored === undefined;
  const clientId = stored?.clientId ?? ids.uuid();
  for (const result of rows) {
    result.clientId = clientId;
    if (isNew) result.outcome = 'created';
  }
  if (!draft.changed) return;
  const base = stored ?? { clientId, name: first.row.clientName, status: 'client' as const };
  const client: Client = { ...base, contacts: draft.contacts, updatedAt: at.toISOString() };
  known.add(client);
  plan.writes.push({ client, isNew, rows });
}

function refusalOf(namesakes: readonly Client[]): string | undefined {
  if (namesakes.length > 1) return 'Several clients have this name, so it cannot be told which one is meant.';
  return namesakes[0]?.status === 'archived'
    ? 'A client of this name is archived. Restore it first.'
    : undefined;
}

/** The contacts of one client while its rows are read. */
class Draft {
  readonly contacts: Contact[];
  changed = false;
  private readonly seen = new Map<string, number>();

  constructor(
    stored: readonly Contact[],
    private readonly clientId: string | undefined,
    private readonly known: KnownClients,
    private readonly ids: IdSource,
  ) {
    this.contacts = [...stored];
  }

  take(row: ContactRow): Pick<RowResult, 'outcome' | 'reason'> {
    const email = normaliseEmail(row.email);
    const earlier = this.seen.get(email);
    if (earlier !== undefined)
      return skipped(`Row ${String(earlier)} has this e-mail for this client already.`);
    this.seen.set(email, row.row);
    const at = this.contacts.findIndex((contact) => normaliseEmail(contact.email ?? '') === email);
    const contact = this.contacts[at];
    if (contact !== undefined) return this.compare(at, contact, row);
    const owner = this.known.ownerOf(email, this.clientId);
    if (owner !== undefined) {
      return skipped(
        `The e-mail belongs to ${owner.status === 'archived' ? 'the archived client ' : ''}${owner.name} already.`,
      );
    }
    if (this.contacts.length >= MAX_CONTACTS_BY_HAND) {
      return skipped(`A client can have ${String(MAX_CONTACTS_BY_HAND)} contacts.`);
    }
    this.add(row);
    return { outcome: 'updated', reason: null };
  }

  private compare(at: number, contact: Contact, row: ContactRow): Pick<RowResult, 'outcome' | 'reason'> {
    const name = sameText(contact.name, row.contactName) ? contact.name : row.contactName;
    const isKnownPhone =
      row.phone === undefined || row.phone === contact.phone || row.phone === contact.mobile;
    if (name === contact.name && isKnownPhone) return { outcome: 'unchanged', reason: null };
    this.contacts[at] = { ...contact, name, ...(isKnownPhone ? {} : { phone: row.phone }) };
    this.changed = true;
    return { outcome: 'updated', reason: null };
  }

  /** The first contact of a client is the primary one. */
  private add({ contactName, email, phone }: ContactRow): void {
    this.contacts.push({
      contactId: this.ids.uuid(),
      name: contactName,
      email,
      ...(phone === undefined ? {} : { phone }),
      isPrimary: this.contacts.length === 0,
    });
    this.changed = true;
  }
}

function skipped(reason: string): Pick<RowResult, 'outcome' | 'reason'> {
  return { outcome: 'skipped', reason };
}

function sameText(left: string, right: string): boolean {
  return left.trim().replace(/\s+/g, ' ') === right.trim().replace(/\s+/g, ' ');
}
