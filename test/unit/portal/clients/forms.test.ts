import { describe, expect, it } from 'vitest';
import { ClientChangesSchema, NewClientSchema } from '#domain/client/client-input.ts';
import type { ClientView } from '../../../../portal/src/api/types.ts';
import { contactCheck, EMPTY_CLIENT, newClientOf } from '../../../../portal/src/clients/new-client.ts';
import { managementOf } from '../../../../portal/src/clients/management.ts';
import { profileChanges, profileValuesOf } from '../../../../portal/src/pages/client/profile-values.ts';
import { dayIn } from '../../../../portal/src/pages/clients/day.ts';
import { reachOf } from '../../../../portal/src/pages/clients/reach.ts';

describe('A new client', () => {
  it('is sent with what was filled in', () => {
    const filled = {
      ...EMPTY_CLIENT,
      name: ' Kauri Café ',
      email: 'hi@kauri.nz',
      contactName: 'Ann',
      contactPhone: ' 09 1 ',
    };
    const body = newClientOf(filled);
    expect(body).toEqual({
      name: 'Kauri Café',
      status: 'client',
      email: 'hi@kauri.nz',
      contacts: [{ name: 'Ann', isPrimary: true, phone: '09 1' }],
    });
    expect(NewClientSchema.safeParse(body).success).toBe(true);
  });

  it('may have no contact, but no contact without a name', () => {
    expect(newClientOf({ ...EMPTY_CLIENT, name: 'A', status: 'prospect' })).toEqual({
      name: 'A',
      status: 'prospect',
      contacts: [],
    });
    expect(contactCheck('', EMPTY_CLIENT)).toBeNull();
    expect(contactCheck(' ', { ...EMPTY_CLIENT, contactEmail: 'a@b.nz' })).toBe(
      'Enter the name of this contact too.',
    );
    expect(contactCheck('Ann', { ...EMPTY_CLIENT, contactEmail: 'a@b.nz' })).toBeNull();
  });
});

describe('A changed profile', () => {
  const client: ClientView = {
    clientId: 'c',
    name: 'Kauri',
    status: 'client',
    city: 'Nelson',
    website: 'kauri.nz',
    contacts: [],
    updatedAt: '2026-11-22T00:00:00.000Z',
    managedBy: 'portal',
  };
  const before = profileValuesOf(client);

  it('is sent as what changed alone; what was emptied is cleared', () => {
    const changes = profileChanges(before, { ...before, city: '  ', phone: ' 09 1 ', status: 'prospect' });
    expect(changes).toEqual({ city: null, phone: '09 1', status: 'prospect' });
    expect(ClientChangesSchema.safeParse(changes).success).toBe(true);
  });

  it('without a change is nothing', () => {
    expect(profileChanges(before, { ...before, name: ' Kauri ' })).toEqual({});
  });
});

describe('Clients are managed', () => {
  it.each([
    ['never', 'portal'],
    ['disconnected', 'portal'],
    ['connected', 'xpm'],
    ['broken', 'xpm-broken'],
  ] as const)('when %s: %s', (state, management) => {
    expect(managementOf(state)).toBe(management);
  });
});

describe('A row', () => {
  const row = {
    clientId: 'c',
    name: 'Kauri',
    status: 'client',
    email: 'office@kauri.nz',
    phone: '09 1',
  } as const;
  it('shows how the primary contact is reached, and the client where it is not', () => {
    expect(
      reachOf({ ...row, primaryContact: { name: 'Ann', email: 'ann@kauri.nz', mobile: '021' } }),
    ).toEqual({
      email: 'ann@kauri.nz',
      phone: '021',
    });
    expect(reachOf({ ...row, primaryContact: { name: 'Ann' } })).toEqual({
      email: 'office@kauri.nz',
      phone: '09 1',
    });
  });
});

describe('An exported file', () => {
  it('is named by the day in the firm’s time zone', () => {
    const at = new Date('2026-11-22T12:00:00Z');
    expect([dayIn('Pacific/Auckland', at), dayIn('UTC', at)]).toEqual(['2026-11-23', '2026-11-22']);
  });
});
