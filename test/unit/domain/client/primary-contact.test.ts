import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstNameOf, resolvePrimary } from '#domain/client/primary-contact.ts';
import type { PracticeContact } from '#domain/practice/practice-client.ts';

const contact = (
  contactId: string,
  name: string,
  salutation?: string,
  flaggedPrimary = false,
): PracticeContact => ({
  contactId,
  name,
  ...(salutation === undefined ? {} : { salutation }),
  flaggedPrimary,
});
const primaryOf = (contacts: PracticeContact[]) =>
  resolvePrimary(contacts)
    .filter(({ isPrimary }) => isPrimary)
    .map(({ contactId }) => contactId);

describe('who is primary', () => {
  it.each<[string, PracticeContact[], string[]]>([
    ['nobody among none', [], []],
    ['the only one', [contact('a', 'Zoe')], ['a']],
    [
      'the flagged one, whatever the alphabet says',
      [contact('a', 'Ann', 'Ann'), contact('b', 'Zoe', 'Zoe', true)],
      ['b'],
    ],
    ['first by Salutation', [contact('a', 'Ann', 'Ms Young'), contact('b', 'Zoe', 'Mr Able')], ['b']],
    ['a Salutation before none', [contact('a', 'Ann'), contact('b', 'Zoe', 'Zoe')], ['b']],
    ['a blank Salutation is none', [contact('a', 'Ann', '  '), contact('b', 'Zoe', 'Zoe')], ['b']],
    ['no Salutations: first by first name', [contact('a', 'Bea Adams'), contact('b', 'Ann Zulu')], ['b']],
    [
      'no Salutations: the first word alone is compared first',
      [contact('a', 'Ann Zulu'), contact('b', 'Anna Adams')],
      ['a'],
    ],
    [
      'no Salutations, same first name: by Name',
      [contact('a', 'Ann Zulu'), contact('b', 'Ann Adams')],
      ['b'],
    ],
    ['a name before none', [contact('a', ''), contact('b', 'Zoe')], ['b']],
    [
      'case and accents do not count',
      [contact('b', 'x', 'émile'), contact('a', 'y', 'Zoe'), contact('c', 'z', 'Frank')],
      ['b'],
    ],
    ['equal Salutations: by Name', [contact('a', 'Zoe', 'mr x'), contact('b', 'Ann', 'Mr X')], ['b']],
    ['equal in all: by id', [contact('b', 'Ann', 'Mr X'), contact('a', 'ann', 'mr x')], ['a']],
    [
      'several flagged: the rule among them only',
      [contact('a', 'Ann', 'Ann'), contact('b', 'Zoe', 'Zoe', true), contact('c', 'Yan', 'Yan', true)],
      ['c'],
    ],
  ])('%s', (_, contacts, expected) => {
    expect(primaryOf(contacts)).toEqual(expected);
  });

  it('lists the primary one first, the rest by name, and drops the flag', () => {
    const contacts = [contact('a', 'Zoe'), contact('b', 'Bea'), contact('c', 'Yan', undefined, true)];
    expect(resolvePrimary(contacts)).toEqual([
      { contactId: 'c', name: 'Yan', isPrimary: true },
      { contactId: 'b', name: 'Bea', isPrimary: false },
      { contactId: 'a', name: 'Zoe', isPrimary: false },
    ]);
  });
});

describe('properties', () => {
  const text = fc.constantFrom('', ' ', 'Ann', 'ann', 'Änn', 'Bea', 'Mr B', 'Zoë Z', 'Zoe  A');
  const contacts = fc.uniqueArray(
    fc.record({ contactId: fc.uuid(), name: text, salutation: text, flaggedPrimary: fc.boolean() }),
    { selector: ({ contactId }) => contactId, maxLength: 8 },
  );

  it('exactly one of some, none of none; a flagged one if there is any; nobody is lost', () => {
    fc.assert(
      fc.property(contacts, (given) => {
        const resolved = resolvePrimary(given);
        const primary = resolved.filter(({ isPrimary }) => isPrimary);
        expect(primary).toHaveLength(Math.min(1, given.length));
        expect(resolved.map(({ contactId }) => contactId).sort()).toEqual(
          given.map(({ contactId }) => contactId).sort(),
        );
        const flagged = given
          .filter(({ flaggedPrimary }) => flaggedPrimary)
          .map(({ contactId }) => contactId);
        if (flagged.length > 0) expect(flagged).toContain(primary[0]?.contactId);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(
        contacts.chain((given) =>
          fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
        ),
        ([given, shuffled]) => {
          expect(resolvePrimary(shuffled)).toEqual(resolvePrimary(given));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never prefers a blank Salutation', () => {
    fc.assert(
      fc.property(contacts, (given) => {
        const candidates = given.some(({ flaggedPrimary }) => flaggedPrimary)
          ? given.filter(({ flaggedPrimary }) => flaggedPrimary)
          : given;
        const chosen = given.find(({ contactId }) => primaryOf(given).includes(contactId));
        if (candidates.some(({ salutation }) => salutation.trim() !== ''))
          expect(chosen?.salutation.trim()).not.toBe('');
      }),
    );
  });
});

it.each([
  ['Aroha Owner', 'Aroha'],
  ['  Ben\tBooks', 'Ben'],
  ['Cher', 'Cher'],
  ['', ''],
])('the first name of %j is %j', (name, first) => {
  expect(firstNameOf(name)).toBe(first);
});
