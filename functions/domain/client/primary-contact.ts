import type { PracticeContact } from '../practice/practice-client.ts';
import type { Contact } from './client.ts';

const alphabet = new Intl.Collator('en', { sensitivity: 'base' });

/** XPM has one name per contact: its first word is the first name. */
export function firstNameOf(name: string): string {
  return name.trim().split(/\s+/)[0] ?? '';
}

/**
 * Exactly one contact is primary if there is one at all: the flagged one. None or several flagged: first by
 * Salutation; all Salutations blank: first by first name; then Salutation, Name and id decide, so that the choice
 * never hangs on the order of the list. The primary one comes first, the rest by name.
 */
export function resolvePrimary(contacts: readonly PracticeContact[]): Contact[] {
  const flagged = contacts.filter((contact) => contact.flaggedPrimary);
  const primary = [...(flagged.length > 0 ? flagged : contacts)].sort(byCandidacy)[0];
  return [...contacts]
    .sort((a, b) => Number(b === primary) - Number(a === primary) || byName(a, b))
    .map((contact) => linked(contact, contact === primary));
}

function linked(contact: PracticeContact, isPrimary: boolean): Contact {
  const copy: Contact & { flaggedPrimary?: boolean } = { ...contact, isPrimary };
  delete copy.flaggedPrimary;
  return copy;
}

/** Blank texts come after all given ones; where every Salutation is blank, it decides nothing and first names do. */
function byCandidacy(a: PracticeContact, b: PracticeContact): number {
  return (
    compare(a.salutation ?? '', b.salutation ?? '') ||
    (blank(a.salutation) ? compare(firstNameOf(a.name), firstNameOf(b.name)) : 0) ||
    byName(a, b)
  );
}

function byName(a: PracticeContact, b: PracticeContact): number {
  return compare(a.name, b.name) || (a.contactId < b.contactId ? -1 : Number(a.contactId > b.contactId));
}

function compare(a: string, b: string): number {
  return Number(blank(a)) - Number(blank(b)) || alphabet.compare(a.trim(), b.trim());
}

function blank(text = ''): boolean {
  return text.trim() === '';
}
