import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PracticeClient } from '#domain/practice/practice-client.ts';
import { hashOf } from '#domain/sync/hash.ts';

const client: PracticeClient = {
  xpmUuid: 'u',
  isProspect: false,
  details: {
    name: 'Harbour',
    email: 'a',
    phone: 'b',
    website: 'c',
    address: 'd',
    city: 'e',
    region: 'f',
    postCode: 'g',
    country: 'h',
    exportCode: 'i',
    accountManager: 'j',
    jobManager: 'k',
    webUrl: 'l',
  },
  contacts: [
    {
      contactId: '1',
      name: 'A',
      salutation: 's',
      position: 'p',
      email: 'e',
      phone: 'f',
      mobile: 'm',
      flaggedPrimary: true,
    },
    { contactId: '2', name: 'B', flaggedPrimary: false },
  ],
};

describe('hash', () => {
  it('is 22 characters, fixed for a mapping version', () => {
    expect(hashOf(client)).toMatch(/^[\w-]{22}$/);
    expect(hashOf({ xpmUuid: 'u', isProspect: false, details: { name: 'n' }, contacts: [] })).toBe(
      '3kW7l89swAfDSL0y4LzEcM',
    );
    const contacts = [
      { contactId: '2', name: 'B', flaggedPrimary: false },
      { contactId: '1', name: 'A', flaggedPrimary: true },
    ];
    expect(hashOf({ xpmUuid: 'u', isProspect: true, details: { name: 'n' }, contacts })).toBe(
      'ya7PfCABRbeJSGt_9D07fW',
    );
  });

  it('ignores the order of contacts', () => {
    expect(hashOf({ ...client, contacts: [...client.contacts].reverse() })).toBe(hashOf(client));
  });

  it('sees every field of client and contact', () => {
    const changed = [
      { ...client, xpmUuid: 'v' },
      { ...client, isProspect: true },
      ...Object.keys(client.details).map((key) => ({
        ...client,
        details: { ...client.details, [key]: 'changed' },
      })),
      ...Object.keys(client.contacts[0] ?? {}).map((key) => ({
        ...client,
        contacts: client.contacts.map((contact, index) =>
          index > 0 ? contact : { ...contact, [key]: key === 'flaggedPrimary' ? false : '1x' },
        ),
      })),
      { ...client, contacts: client.contacts.slice(1) },
    ];
    const hashes = new Set([client, ...changed].map(hashOf));
    expect(hashes.size).toBe(changed.length + 1);
  });

  it('cannot be forged by text that moves between fields', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ':', '-', '1', '2', '\u001f', '\n'),
      minLength: 1,
      maxLength: 5,
    });
    const details = fc.record({ name: text, email: text, phone: text }, { requiredKeys: ['name'] });
    const key = ({ name, email, phone }: { name: string; email?: string; phone?: string }) =>
      JSON.stringify([name, email, phone]);
    fc.assert(
      fc.property(details, details, (one, other) => {
        const same = key(one) === key(other);
        const hash = (given: typeof one) =>
          hashOf({ xpmUuid: 'u', isProspect: false, details: given, contacts: [] });
        expect(hash(one) === hash(other)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });
});
