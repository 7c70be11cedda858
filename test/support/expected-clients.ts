import type { XeroAdmin } from '../../local/xero/admin.ts';
import type { ClientRow } from './portal-user.ts';

type Practice = ReturnType<XeroAdmin['clients']>;
type XpmClient = Practice[number];
type XpmContact = XpmClient['contacts'][number];

/** The clients of a practice that a portal has to show. */
export const currentIn = (clients: Practice) =>
  clients.filter(({ isArchived, isDeleted }) => !isArchived && !isDeleted);

/**
 * The primary contact by the words of the rule, written down without a look at how the product decides: a tournament
 * in which each contact meets all others.
 */
export function expectedPrimary({ contacts }: XpmClient): XpmContact | undefined {
  const alive = contacts.filter(({ isDeleted }) => isDeleted !== true);
  const flagged = alive.filter(({ isPrimary }) => isPrimary === true);
  const candidates = flagged.length === 0 ? alive : flagged;
  const anySalutation = candidates.some((contact) => words(contact.salutation) !== '');
  return candidates.find((one) =>
    candidates.every((other) => one === other || precedes(one, other, anySalutation)),
  );
}

function precedes(one: XpmContact, other: XpmContact, anySalutation: boolean): boolean {
  const first = (contact: XpmContact) => words(contact.name).split(' ')[0] ?? '';
  const keys: ((contact: XpmContact) => string)[] = [
    anySalutation ? (contact) => words(contact.salutation) : first,
    ({ name }) => words(name),
  ];
  for (const key of keys) {
    const [a, b] = [key(one), key(other)];
    if (a !== '' && b === '') return true;
    if (a === '' && b !== '') return false;
    const order = a.localeCompare(b, 'en', { sensitivity: 'base' });
    if (order !== 0) return order < 0;
  }
  return one.uuid < other.uuid;
}

const words = (text = '') => text.trim().replace(/\s+/g, ' ');

/** What both sides can be brought to, sorted by XPM's id. */
export interface Essence {
  uuid: string | undefined;
  name: string;
  status: string;
  email: string | undefined;
  primary: string | undefined;
  primaryEmail: string | undefined;
}

export function expectedEssence(clients: Practice): Essence[] {
  return sorted(
    currentIn(clients).map((client) => {
      const primary = expectedPrimary(client);
      return {
        uuid: client.uuid,
        name: words(client.name),
        status: client.isProspect === true ? 'prospect' : 'client',
        email: words(client.email) || undefined,
        primary: primary && words(primary.name),
        primaryEmail: words(primary?.email) || undefined,
      };
    }),
  );
}

export function essenceOf(rows: ClientRow[]): Essence[] {
  return sorted(
    rows.map((row) => ({
      uuid: row.xpmUuid,
      name: row.name,
      status: row.status,
      email: row.email,
      primary: row.primaryContact?.name,
      primaryEmail: row.primaryContact?.email,
    })),
  );
}

const sorted = (essences: Essence[]) => essences.sort((a, b) => ((a.uuid ?? '') < (b.uuid ?? '') ? -1 : 1));
