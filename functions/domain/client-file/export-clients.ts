import type { Client } from '../client/client.ts';
import { normaliseName, primaryContactOf } from '../client/client.ts';
import type { ClientRepository } from '../client/ports.ts';
import { firstNameOf } from '../client/primary-contact.ts';
import { MAX_ANSWER_BYTES } from '../csv/bounded-csv.ts';
import { writeCsv } from '../csv/write-csv.ts';
import { DomainError } from '../errors.ts';
import { COLUMNS } from './columns.ts';

export interface ExportedFile {
  csv: string;
  clients: number;
}

/** All current clients by name, a row for each contact, the primary one first. */
export async function exportClients(
  clients: Pick<ClientRepository, 'all'>,
  firmId: string,
): Promise<ExportedFile> {
  const current: { key: string; rows: string[][] }[] = [];
  for await (const client of clients.all(firmId)) {
    if (client.status !== 'archived') current.push({ key: normaliseName(client.name), rows: rowsOf(client) });
  }
  current.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  const csv = writeCsv([COLUMNS, ...current.flatMap(({ rows }) => rows)]);
  if (Buffer.byteLength(JSON.stringify(csv)) > MAX_ANSWER_BYTES) {
    const message =
      'The list is larger than 6 MB, which is more than one file can hold here. Read GET /clients page by page.';
    throw new DomainError('too-large', 'EXPORT_TOO_LARGE', message);
  }
  return { csv, clients: current.length };
}

/** The file that an import starts from. */
export function importTemplate(): string {
  return writeCsv([COLUMNS]);
}

/** What a contact lacks is not filled in from the client, so that an import of the file changes nothing. */
function rowsOf(client: Client): string[][] {
  const { name, email = '', phone = '', contacts } = client;
  const primary = primaryContactOf(contacts);
  if (primary === undefined) return [[name, '', '', email, phone]];
  return [primary, ...contacts.filter((contact) => contact !== primary)].map((contact) => {
    const first = firstNameOf(contact.name);
    const last = contact.name.trim().slice(first.length).trim();
    return [name, first, last, contact.email ?? '', contact.phone ?? contact.mobile ?? ''];
  });
}
