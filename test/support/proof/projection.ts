import type { PracticeRecord } from '#domain/practice/ports.ts';
import { firmNo, type ProofWorld } from './world.ts';

/** What of a client both sides can be brought to. */
function line(uuid: string, name: string, contacts: readonly string[]): string {
  return `${uuid} ${name} [${contacts.join()}]`;
}

/** The clients that the portal shows of a practice. */
export async function shownOf({ clients }: Pick<ProofWorld, 'clients'>, firm: number): Promise<string[]> {
  const shown: string[] = [];
  for await (const client of clients.all(firmNo(firm))) {
    const { xpmUuid, name, status, contacts } = client;
    if (xpmUuid === undefined || status === 'archived') continue;
    shown.push(
      line(
        xpmUuid,
        name,
        contacts.map((contact) => `${contact.name}${contact.isPrimary ? '*' : ''}`),
      ),
    );
  }
  return shown.sort();
}

/** What the portal should show of these records; of one contact, that one is primary. */
export function shownFor(records: readonly PracticeRecord[]): string[] {
  return records
    .map(({ fields, contacts }) =>
      line(
        fields['UUID'] ?? '',
        fields['Name'] ?? '',
        contacts.map(({ Name }) => `${Name ?? ''}*`),
      ),
    )
    .sort();
}
