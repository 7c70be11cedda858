import { describe, expect, it } from 'vitest';
import { mapRecord } from '#domain/practice/map-record.ts';
import { PracticeClientSchema } from '#domain/practice/practice-client.ts';

const UUID = '0B7E3F5A-5D0F-4A0E-9A55-0F3F1C6B1A01';
const CONTACT = 'c0000000-0000-4000-8000-000000000001';
const map = (fields: Record<string, string> = {}, contacts: Record<string, string>[] = []) =>
  mapRecord({ fields: { UUID, Name: 'Harbour', ...fields }, contacts });
const issueOf = (mapped: ReturnType<typeof mapRecord>) =>
  mapped.kind === 'unidentified' || mapped.kind === 'invalid' ? mapped.issue : undefined;

describe('a record that can be read', () => {
  it('becomes a client, trimmed, empties dropped', () => {
    const mapped = map(
      {
        Name: '  Harbour\n Cafe  ',
        Email: ' office@harbour.example ',
        Phone: ' ',
        Address: ' 12 Quay Lane \r\n   Level 1 ',
        AccountManager: 'Mere Partner',
        WebUrl: 'https://practicemanager.xero.com/Client/1/Detail',
        IsProspect: 'YES',
        IsArchived: 'no',
        IsDeleted: '',
      },
      [
        {
          UUID: CONTACT.toUpperCase(),
          Name: 'Aroha Owner',
          Salutation: ' Ms Owner ',
          Email: '',
          IsPrimary: 'yes',
          Addressee: 'x',
        },
        { UUID: 'not-one', IsDeleted: 'Yes' },
        { UUID: CONTACT, Name: 'Listed twice' },
      ],
    );
    expect(mapped).toEqual({
      kind: 'current',
      issues: [],
      client: {
        xpmUuid: UUID.toLowerCase(),
        isProspect: true,
        details: {
          name: 'Harbour  Cafe',
          email: 'office@harbour.example',
          address: '12 Quay Lane\nLevel 1',
          accountManager: 'Mere Partner',
          webUrl: 'https://practicemanager.xero.com/Client/1/Detail',
        },
        contacts: [{ contactId: CONTACT, name: 'Aroha Owner', salutation: 'Ms Owner', flaggedPrimary: true }],
      },
    });
    if (mapped.kind === 'current') PracticeClientSchema.parse(mapped.client);
  });

  it('keeps every field that the portal has', () => {
    const fields = {
      Email: 'e@example.com',
      Phone: '1',
      Website: 'w.example',
      Address: 'a',
      City: 'c',
      Region: 'r',
      PostCode: '0112',
      Country: 'NZ',
      ExportCode: 'x',
      AccountManager: 'am',
      JobManager: 'jm',
    };
    const contact = { UUID: CONTACT, Position: 'Owner', Email: 'c@example.com', Phone: '2', Mobile: '3' };
    expect(map(fields, [contact])).toEqual({
      kind: 'current',
      issues: [],
      client: {
        xpmUuid: UUID.toLowerCase(),
        isProspect: false,
        details: {
          name: 'Harbour',
          email: 'e@example.com',
          phone: '1',
          website: 'w.example',
          address: 'a',
          city: 'c',
          region: 'r',
          postCode: '0112',
          country: 'NZ',
          exportCode: 'x',
          accountManager: 'am',
          jobManager: 'jm',
        },
        contacts: [
          {
            contactId: CONTACT,
            name: '',
            position: 'Owner',
            email: 'c@example.com',
            phone: '2',
            mobile: '3',
            flaggedPrimary: false,
          },
        ],
      },
    });
  });

  it('loses what XML forbids, and nothing that only looks like it', () => {
    const name = (Name: string) => {
      const mapped = map({ Name });
      return mapped.kind === 'current' ? mapped.client.details.name : undefined;
    };
    expect(name('A\u0001B&#x2;C&#10;D&#39;s')).toBe('ABC&#10;D&#39;s');
    const forbidden = [0, 8, 11, 12, 14, 19, 20, 29, 30, 31];
    for (const code of forbidden) {
      const written = [String(code), `00${String(code)}`, `x${code.toString(16)}`, `X0${code.toString(16)}`];
      for (const number of written) expect(name(`a&#${number};b`)).toBe('ab');
    }
    for (const code of [9, 10, 13, 32, 42, 110])
      expect(name(`a&#${String(code)};b`)).toBe(`a&#${String(code)};b`);
    expect(name('a&#x110;b')).toBe('a&#x110;b');
    expect(name('a\t\tb\u007f')).toBe('a b');
  });

  it('has an address in lines, each trimmed, of what XML allows', () => {
    const address = (Address: string) => {
      const mapped = map({ Address });
      return mapped.kind === 'current' ? mapped.client.details.address : undefined;
    };
    expect(address(' 12 Quay\u0001 Lane\r\nLevel 1\rRear \n\n')).toBe('12 Quay Lane\nLevel 1\nRear');
    expect(address(' 12 Quay Lane ')).toBe('12 Quay Lane');
    expect(address('')).toBeUndefined();
  });

  it.each([
    'http://plain.example',
    'javascript:alert(1)',
    'https://',
    `https://x.example/${'a'.repeat(1000)}`,
    'see https://x.example/',
  ])('does not link to %s', (WebUrl) => {
    expect(map({ WebUrl })).toMatchObject({ kind: 'current', client: { details: { name: 'Harbour' } } });
    expect(JSON.stringify(map({ WebUrl }))).not.toContain('webUrl":"');
  });

  it('links to an address of a thousand characters, trimmed', () => {
    const webUrl = `https://x.example/${'a'.repeat(982)}`;
    expect(map({ WebUrl: ` ${webUrl} ` })).toMatchObject({ client: { details: { webUrl } } });
  });

  it('goes on without a contact that has no UUID, and says so', () => {
    const mapped = map({}, [{ Name: 'Nobody' }, { UUID: CONTACT, Name: 'Somebody' }, { UUID: '12' }]);
    expect(mapped).toMatchObject({
      kind: 'current',
      client: { contacts: [{ contactId: CONTACT }] },
      issues: [
        {
          code: 'CONTACT_INVALID',
          name: 'Harbour',
          xpmUuid: UUID.toLowerCase(),
          message: expect.stringContaining('"Nobody"') as string,
        },
        { code: 'CONTACT_INVALID', message: expect.stringContaining('A contact has') as string },
      ],
    });
  });
});

describe('archived or deleted', () => {
  it.each([{ IsArchived: 'Yes' }, { IsDeleted: ' YES ' }])(
    '%o is removed, even if the rest is unreadable',
    (flags) => {
      expect(map({ ...flags, Name: '', Phone: '1'.repeat(500) })).toEqual({
        kind: 'removed',
        xpmUuid: UUID.toLowerCase(),
        name: null,
        webUrl: null,
      });
    },
  );
});

describe('a record that cannot be read', () => {
  it.each([
    '',
    'x',
    '0b7e3f5a5d0f4a0e9a550f3f1c6b1a01',
    '0b7e3f5a-5d0f-4a0e-9a55-0f3f1c6b1a0g',
    '00000000-0000-0000-0000-000000000000',
    `${UUID}1`,
  ])('is unidentified with the UUID %j', (uuid) => {
    const mapped = map({ UUID: uuid, IsArchived: 'Yes' });
    expect(mapped.kind).toBe('unidentified');
    expect(issueOf(mapped)).toMatchObject({ code: 'RECORD_UNIDENTIFIED', name: 'Harbour', xpmUuid: null });
  });

  it.each([
    [{ Name: ' ' }, 'no name'],
    [{ IsArchived: 'Maybe' }, 'IsArchived'],
    [{ IsDeleted: 'true' }, 'IsDeleted'],
    [{ IsProspect: '1' }, 'IsProspect'],
    [{ Name: 'n'.repeat(501) }, 'Name is longer than 500'],
    [{ Address: 'n'.repeat(2001) }, 'Address is longer than 2000'],
    [{ JobManager: 'n'.repeat(501) }, 'JobManager is longer'],
  ])('%#: is invalid, and names the reason', (fields, words) => {
    const mapped = map(fields);
    expect(mapped.kind).toBe('invalid');
    expect(issueOf(mapped)).toMatchObject({ code: 'RECORD_INVALID', xpmUuid: UUID.toLowerCase() });
    expect(issueOf(mapped)?.message).toContain(words);
    expect(issueOf(mapped)?.name?.length ?? 0).toBeLessThanOrEqual(500);
  });

  it('names the over-long field of a contact', () => {
    expect(issueOf(map({}, [{ UUID: CONTACT, Mobile: '1'.repeat(101) }]))?.message).toBe(
      'Mobile of a contact is longer than 100 characters.',
    );
  });

  it('is too large with a thousand contacts', () => {
    const contacts = Array.from({ length: 1100 }, (_, index) => ({
      UUID: CONTACT.replace(/.{4}$/, String(index).padStart(4, '0')),
    }));
    expect(issueOf(map({}, contacts))?.message).toContain('larger than 100 KB');
    expect(map({}, contacts.slice(0, 500)).kind).toBe('current');
  });
});
