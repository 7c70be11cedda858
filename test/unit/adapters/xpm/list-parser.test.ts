import { describe, expect, it } from 'vitest';
import { PracticeAnswerError, PracticeRefusedError } from '#domain/practice/errors.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { readList } from '#adapters/xpm/read-list.ts';
import { clientXml, CLOSE, listXml, OPEN, uuidNo } from '../../../support/practice/xml.ts';

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(
  document: string | Uint8Array,
  size = 65_536,
  maxBytes = 10_000_000,
): Promise<PracticeRecord[]> {
  const bytes = typeof document === 'string' ? Buffer.from(document) : document;
  const records: PracticeRecord[] = [];
  for await (const record of readList(pieces(bytes, size), maxBytes)) records.push(record);
  return records;
}

const reasonOf = (document: string | Uint8Array, size?: number, maxBytes?: number) =>
  read(document, size, maxBytes).then(
    (records) => `accepted ${String(records.length)}`,
    (error: unknown) => (error instanceof PracticeAnswerError ? error.reason : error),
  );

const harbour = {
  uuid: uuidNo('c', 1),
  name: 'Harbour & Māori Café 🏖',
  fields: { Address: '12 Quay Lane\nLevel 1', IsArchived: 'No', IsDeleted: 'No' },
  contacts: [
    {
      uuid: uuidNo('d', 1),
      name: 'Aroha Owner',
      fields: { Email: 'aroha@harbour.example', IsPrimary: 'Yes' },
    },
    { uuid: uuidNo('d', 2), name: 'Ben Books', fields: { Salutation: '', IsPrimary: 'No' } },
  ],
};

describe('what is read', () => {
  it('flattens a record: empty and absent alike, nested and unknown elements ignored', async () => {
    const document = `<?xml version="1.0" encoding="UTF-8"?>${OPEN}<Client>
      <UUID>${uuidNo('c', 1)}</UUID><ID>7</ID><Name>A <![CDATA[& B]]> &#x1F3D6;</Name><Email></Email><Fax>1</Fax>
      <AccountManager><UUID>${uuidNo('e', 1)}</UUID><Name>Mere Partner</Name></AccountManager>
      <BillingClient><UUID>x</UUID><Name>Somebody else</Name></BillingClient>
      <Contacts/><Relationships><Relationship><RelatedClient><UUID>y</UUID><Name>Third</Name></RelatedClient></Relationship></Relationships>
      </Client>${CLOSE}`;
    expect(await read(document)).toEqual([
      { fields: { UUID: uuidNo('c', 1), Name: 'A & B 🏖', AccountManager: 'Mere Partner' }, contacts: [] },
    ]);
  });

  it('gives the same records whatever the pieces, also when they cut characters', async () => {
    const document = listXml([harbour, { uuid: uuidNo('c', 2), name: 'Two' }]);
    const whole = await read(document);
    expect(whole[0]?.fields['Name']).toBe('Harbour & Māori Café 🏖');
    expect(whole[0]?.contacts).toHaveLength(2);
    for (const size of [1, 2, 3, 7, 61]) expect(await read(document, size)).toEqual(whole);
  });

  it('does not care for the order of elements; the first text given counts', async () => {
    const document = `<Response><Clients><Client><Contacts><Contact><IsPrimary>Yes</IsPrimary><UUID>k</UUID></Contact></Contacts>
      <Name></Name><Name>First</Name><Name>Second</Name><UUID>u</UUID></Client></Clients><Status>OK</Status></Response>`;
    expect(await read(document)).toEqual([
      { fields: { Name: 'First', UUID: 'u' }, contacts: [{ IsPrimary: 'Yes', UUID: 'k' }] },
    ]);
  });

  it('takes an empty list', async () => {
    expect(await read('<Response><Status>OK</Status><Clients /></Response>')).toEqual([]);
  });

  it('lets a forbidden character spoil no more than its text', async () => {
    const document = `${OPEN}<Client><UUID>u</UUID><Name>A\u0001B&#x2;</Name></Client>${clientXml(harbour)}${CLOSE}`;
    const records = await read(document);
    expect(records.map(({ fields }) => fields['Name'])).toEqual(['A\u0001B&#x2;', harbour.name]);
  });

  it('keeps a bounded part of a monstrous record', async () => {
    const contacts = Array.from({ length: 20_000 }, () => ({ name: 'x'.repeat(50) }));
    const [record] = await read(listXml([{ uuid: 'u', name: 'n'.repeat(500_000), contacts }]));
    expect(record?.fields['UUID']).toBe('u');
    expect(record?.fields['Name']?.length).toBe(20_000);
    expect(record?.contacts.length).toBeLessThan(2_000);
    expect(JSON.stringify(record).length).toBeGreaterThan(100_000);
  });
});

describe('what is not believed', () => {
  const document = listXml([harbour, { uuid: uuidNo('c', 2), name: 'Two' }]);

  it('refuses every cut of an answer', async () => {
    const bytes = Buffer.from(document);
    const accepted: number[] = [];
    for (let length = 0; length < bytes.length; length += 1) {
      const outcome = await reasonOf(bytes.subarray(0, length));
      if (typeof outcome !== 'string' || outcome.startsWith('accepted')) accepted.push(length);
    }
    expect(accepted).toEqual([]);
    expect(await reasonOf(bytes)).toBe('accepted 2');
  });

  it.each([
    ['a DOCTYPE', `<!DOCTYPE Response>${document}`, 'malformed'],
    ['an entity of its own', `<!DOCTYPE r [<!ENTITY a "b">]>${document.replace('Two', '&a;')}`, 'malformed'],
    ['an undeclared entity', document.replace('Two', '&nbsp;'), 'malformed'],
    ['an entity named like a property of objects', document.replace('Two', '&constructor;'), 'malformed'],
    ['a bare &', document.replace('Two', 'a & b;'), 'malformed'],
    ['tags that do not match', document.replace('</Name>', '</Nom>'), 'malformed'],
    ['two roots', document + document, 'malformed'],
    ['text after the root', `${document}more`, 'malformed'],
    ['an HTML page', '<html><body>Sign in</body></html>', 'not-a-list'],
    ['JSON', '{"status":"OK","clients":[]}', 'malformed'],
    ['nothing', '', 'incomplete'],
    [
      'another document',
      '<Response><Status>OK</Status><Client><UUID>u</UUID></Client></Response>',
      'not-a-list',
    ],
    ['no status', document.replace('<Status>OK</Status>', ''), 'not-a-list'],
    ['another status', document.replace('OK', 'MAYBE'), 'not-a-list'],
    ['200 levels', OPEN + '<a>'.repeat(200) + '</a>'.repeat(200) + CLOSE, 'malformed'],
    ['NUL outside of a record', document.replace('<Clients>', '<Clients>\u0000'), 'malformed'],
    [
      'no UTF-8',
      Buffer.concat([Buffer.from(OPEN), Buffer.from([0xff, 0xfe]), Buffer.from(CLOSE)]),
      'malformed',
    ],
    ['a stretch without end', `${OPEN}<Client><Name>${'n'.repeat(1_200_000)}`, 'too-large'],
  ])('%s', async (_, hostile, reason) => {
    expect(await reasonOf(hostile)).toBe(reason);
  });

  it('refuses more bytes than allowed', async () => {
    expect(await reasonOf(document, 100, document.length - 100)).toBe('too-large');
  });

  it('tells a business error from a list, with a bounded description', async () => {
    const refusal = `<Response><Status>ERROR</Status><ErrorDescription>${'Invalid '.repeat(100)}</ErrorDescription></Response>`;
    const error = await reasonOf(refusal);
    expect(error).toBeInstanceOf(PracticeRefusedError);
    expect(error instanceof PracticeRefusedError && error.description.length).toBe(200);
    expect(
      await reasonOf(document.replace(CLOSE, '</Clients><Status>ERROR</Status></Response>')),
    ).toBeInstanceOf(PracticeRefusedError);
  });

  it('does not grow a prototype', async () => {
    await read(`${OPEN}<Client><__proto__><polluted>1</polluted></__proto__><UUID>u</UUID></Client>${CLOSE}`);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});
