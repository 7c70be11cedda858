import { describe, expect, it } from 'vitest';
import {
  primaryAfter,
  primaryFirst,
  withContact,
  withoutContact,
  withPrimary,
  type Contact,
} from '../../../../portal/src/clients/contact-changes.ts';
import { ContactInputSchema } from '#domain/client/client-input.ts';

const ann: Contact = { contactId: 'ann', name: 'Ann', isPrimary: false };
const ben: Contact = {
  contactId: 'ben',
  name: 'Ben',
  isPrimary: true,
  email: 'ben@example.nz',
  phone: '09 1',
};
const cat: Contact = { contactId: 'cat', name: 'Cat', isPrimary: false };
const contacts = [ann, ben, cat];
const primaries = (list: readonly { name: string; isPrimary?: boolean }[]) =>
  list.filter(({ isPrimary }) => isPrimary === true).map(({ name }) => name);

describe('Contacts are sent as a whole', () => {
  it('a new one comes last and leaves the primary one alone', () => {
    const after = withContact(contacts, { contactId: undefined, name: 'Dan', isPrimary: false });
    expect(after.map(({ name }) => name)).toEqual(['Ann', 'Ben', 'Cat', 'Dan']);
    expect(after[3]).toEqual({ name: 'Dan', isPrimary: false });
    expect(primaries(after)).toEqual(['Ben']);
  });

  it('a changed one stays in its place; as primary it takes over', () => {
    const after = withContact(contacts, { ...cat, name: 'Cate', isPrimary: true, email: undefined });
    expect(after.map(({ contactId }) => contactId)).toEqual(['ann', 'ben', 'cat']);
    expect(after[2]).toEqual({ contactId: 'cat', name: 'Cate', isPrimary: true });
    expect(primaries(after)).toEqual(['Cate']);
  });

  it('what a contact has is kept, in the form that the API takes', () => {
    const after = withPrimary(contacts, 'ann');
    expect(primaries(after)).toEqual(['Ann']);
    expect(after[1]).toEqual({ ...ben, isPrimary: false });
    for (const each of after) expect(ContactInputSchema.parse(each)).toEqual(each);
  });

  it('a removed one is left out', () => {
    expect(withoutContact(contacts, 'ben').map(({ name }) => name)).toEqual(['Ann', 'Cat']);
  });
});

describe('The primary contact', () => {
  it('is shown first, the others as they are stored', () => {
    expect(primaryFirst(contacts).map(({ name }) => name)).toEqual(['Ben', 'Ann', 'Cat']);
    expect(contacts[0]).toBe(ann);
  });

  it.each([
    ['goes: the first of the others', contacts, 'ben', 'Ann'],
    ['stays: itself', contacts, 'cat', 'Ben'],
    ['was the only one: nobody', [ben], 'ben', undefined],
  ])('when it %s', (_, list, gone, heir) => {
    expect(primaryAfter(list, gone)?.name).toBe(heir);
  });
});
