import type { ClientView, Input } from '../api/types.ts';

export type Contact = ClientView['contacts'][number];
/** Contacts as the API takes them: always all of a client's. */
export type ContactInput = NonNullable<NonNullable<Input<'update-client'>['body']>['contacts']>[number];

export type ContactFields = Omit<Contact, 'contactId'> & { contactId: string | undefined };

/** The primary contact first, the others as they are stored. */
export function primaryFirst(contacts: readonly Contact[]): Contact[] {
  return [...contacts].sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary));
}

/** The API takes no undefined: what a contact lacks is left out. */
export function inputOf({ contactId, name, isPrimary, ...texts }: ContactFields): ContactInput {
  const { salutation, position, email, phone, mobile } = texts;
  return {
    ...(contactId === undefined ? {} : { contactId }),
    name,
    isPrimary,
    ...(salutation === undefined ? {} : { salutation }),
    ...(position === undefined ? {} : { position }),
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(mobile === undefined ? {} : { mobile }),
  };
}

/** Adds it if it has no id, else puts it in the place of the one with its id. */
export function withContact(contacts: readonly Contact[], contact: ContactFields): ContactInput[] {
  const others = contact.isPrimary ? contacts.map((each) => ({ ...each, isPrimary: false })) : contacts;
  const { contactId } = contact;
  const after: ContactFields[] =
    contactId === undefined
      ? [...others, contact]
      : others.map((each) => (each.contactId === contactId ? contact : each));
  return after.map(inputOf);
}

export function withoutContact(contacts: readonly Contact[], contactId: string): ContactInput[] {
  return contacts.filter((each) => each.contactId !== contactId).map(inputOf);
}

export function withPrimary(contacts: readonly Contact[], contactId: string): ContactInput[] {
  return contacts.map((each) => inputOf({ ...each, isPrimary: each.contactId === contactId }));
}

/** Who becomes primary when this contact goes: the API takes the first of those that stay. */
export function primaryAfter(contacts: readonly Contact[], contactId: string): Contact | undefined {
  const rest = contacts.filter((each) => each.contactId !== contactId);
  return rest.find(({ isPrimary }) => isPrimary) ?? rest[0];
}
