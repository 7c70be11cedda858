import { describe, expect, it } from 'vitest';
import { gapOf, normaliseName } from '#domain/client/client.ts';
import { KnownClients } from '#domain/client/known-clients.ts';
import { aClient } from '../../../support/builders.ts';

const primary = { contactId: 'c1', name: 'Aroha', isPrimary: true };
const other = { contactId: 'c2', name: 'Bo', email: 'bo@example.com', isPrimary: false };

describe('what a client lacks', () => {
  it.each([
    ['a primary contact', { contacts: [] }, 'NO_PRIMARY_CONTACT'],
    ['a primary contact, e-mail or not', { email: 'a@example.com', contacts: [] }, 'NO_PRIMARY_CONTACT'],
    ['an e-mail, whoever else has one', { contacts: [primary, other] }, 'NO_EMAIL'],
    ['nothing: it has an e-mail itself', { email: 'a@example.com', contacts: [primary] }, undefined],
    ['nothing: its primary contact has one', { contacts: [{ ...primary, email: 'p@x.nz' }] }, undefined],
  ])('is %s', (_what, client, gap) => {
    expect(gapOf(client)).toBe(gap);
  });
});

it('orders and searches names without case, accents and spaces that say nothing', () => {
  expect(normaliseName('  Whānau\t\n KAI  Ltd ')).toBe('whanau kai ltd');
});

describe('known clients', () => {
  it('are found by an e-mail however it is written, but not as their own rival', async () => {
    const known = await KnownClients.read(
      (async function* () {
        yield await Promise.resolve(aClient('one', { email: ' Info@Example.com ' }));
      })(),
    );
    expect(known.ownerOf('info@EXAMPLE.com', undefined)?.clientId).toBe('one');
    expect(known.ownerOf('info@example.com', 'one')).toBeUndefined();
    expect(known.named('client  ONE').map(({ clientId }) => clientId)).toEqual(['one']);
  });
});
