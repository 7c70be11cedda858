import { beforeEach, describe, expect, it } from 'vitest';
import { checkRow, clientNameIn } from '#domain/client-file/check-row.ts';
import { belowHeader, COLUMNS, MAX_FILE_BYTES, MAX_ROWS } from '#domain/client-file/columns.ts';
import { exportClients } from '#domain/client-file/export-clients.ts';
import { importClients, previewImport } from '#domain/client-file/import-clients.ts';
import { boundedCsv, csvHeaders, MAX_ANSWER_BYTES } from '#domain/csv/bounded-csv.ts';
import { MAX_CONTACTS_BY_HAND } from '#domain/client/client-input.ts';
import { decodeText } from '#domain/csv/decode-text.ts';
import { readCsv } from '#domain/csv/read-csv.ts';
import { csvHead, csvRow } from '#domain/csv/write-csv.ts';
import { aClient, FIRM_ID } from '../../../support/builders.ts';
import { editWorld, type EditWorld } from '../../../support/edit-world.ts';

let world: EditWorld;
beforeEach(() => {
  world = editWorld();
});
const HEADER = `${COLUMNS.join(',')}\n`;
const upload = (rows: string) => importClients(world, FIRM_ID, Buffer.from(HEADER + rows));
const checked = (...cells: string[]) => checkRow({ row: 7, cells });
const long = (length: number) => 'x'.repeat(length);

describe('a row', () => {
  it('is one contact of one client, its texts without what spreadsheets add', () => {
    expect(checked(' Kea ', ' Ann', 'Lee ', ' a@x.example ', " '=1 ")).toStrictEqual({
      row: 7,
      clientName: 'Kea',
      contactName: 'Ann Lee',
      email: 'a@x.example',
      phone: '=1',
    });
  });

  it('needs no phone, and may end early or in blanks', () => {
    const row = { row: 7, clientName: 'Kea', contactName: 'Ann Lee', email: 'a@x.example', phone: undefined };
    expect(checked('Kea', 'Ann', 'Lee', 'a@x.example')).toStrictEqual(row);
    expect(checked('Kea', 'Ann', 'Lee', 'a@x.example', ' ', ' ', '')).toStrictEqual(row);
  });

  it.each([
    [[], 'Client Name, First Name, Last Name, Client Email are missing.'],
    [['', 'Ann', 'Lee', 'a@x.example'], 'Client Name is missing.'],
    [['Kea', 'Ann', ' ', 'a@x.example'], 'Last Name is missing.'],
    [['Kea', 'Ann', 'Lee', ''], 'Client Email is missing.'],
    [['Kea', long(250), 'Lee', 'a@x.example'], 'First Name is longer than 249 characters.'],
    [['Kea', 'Ann', long(250), 'a@x.example'], 'Last Name is longer than 249 characters.'],
    [['Kea', 'Ann', 'Lee', 'a@x.example', long(101)], 'Client Phone is longer than 100 characters.'],
    [
      ['Kea', 'Ann', 'Lee', 'a@x.example', '', 'x'],
      'The row has more columns than the header. A name with a comma in it must stand between quotation marks.',
    ],
  ])('of %j cannot be stored', (cells, reason) => {
    expect(checked(...cells)).toStrictEqual({ reason });
  });

  it('may be as long as there is room', () => {
    expect(checked(long(500), long(249), long(249), 'a@x.example', long(100))).not.toHaveProperty('reason');
  });

  it('is found by what it calls its client, at most 500 characters', () => {
    expect(clientNameIn({ row: 2, cells: [" '=Kea ", 'x'] })).toBe('=Kea');
    expect(clientNameIn({ row: 2, cells: [long(600)] })).toBe(long(500));
    expect(clientNameIn({ row: 2, cells: [] })).toBe('');
  });
});

describe('a header', () => {
  const rows = (...cells: string[]) => [
    { row: 1, cells },
    { row: 2, cells: ['x'] },
  ];
  it('that is right leads to the rows below', () => {
    expect(belowHeader(rows(...COLUMNS.map((title) => ` ${title.toUpperCase()} `), ' '))).toEqual([
      { row: 2, cells: ['x'] },
    ]);
  });

  it.each([
    ['is short of one', COLUMNS.slice(1)],
    ['has one too many', [...COLUMNS, 'Notes']],
    ['has none', []],
  ])('that %s is refused', (_what, titles) => {
    expect(() => belowHeader(rows(...titles))).toThrow(
      'The first row must be: Client Name,First Name,Last Name,Client Email,Client Phone. Start from the template.',
    );
  });

  it('needs a row below', () => {
    expect(() => belowHeader(rows(...COLUMNS).slice(0, 1))).toThrow('The file has no rows below its header.');
    expect(() => belowHeader([])).toThrow('The first row must be');
  });

  it('and its file have bounds', () => {
    expect([MAX_FILE_BYTES, MAX_ROWS]).toEqual([5_242_880, 10_000]);
  });
});

describe('the result of an import', () => {
  it('says of each row what became of it', async () => {
    world.clients.seed(FIRM_ID, aClient('kea', { name: 'Kea', status: 'prospect' }));
    const file =
      'Tui,Bo,Ray,bo@x.example,\nKea,Aroha,Owner,aroha@example.com,\nKEA,Cy,Fox,cy@x.example,1\nMoa,,,,\n';
    const { counts, rows } = await upload(file);
    expect(counts).toStrictEqual({ created: 1, updated: 1, unchanged: 1, skipped: 1 });
    const [tui, ...others] = rows;
    expect(tui).toStrictEqual({
      row: 2,
      clientName: 'Tui',
      outcome: 'created',
      clientId: (await world.all()).find(({ name }) => name === 'Tui')?.clientId,
      reason: null,
    });
    expect(others).toStrictEqual([
      { row: 3, clientName: 'Kea', outcome: 'unchanged', clientId: 'kea', reason: null },
      { row: 4, clientName: 'KEA', outcome: 'updated', clientId: 'kea', reason: null },
      {
        row: 5,
        clientName: 'Moa',
        outcome: 'skipped',
        clientId: null,
        reason: 'First Name, Last Name, Client Email are missing.',
      },
    ]);
  });

  it('of a preview is the same, but for ids that nobody has yet, and nothing is stored', async () => {
    const file = Buffer.from(`${HEADER}Tui,Bo,Ray,bo@x.example,\n`);
    expect(await previewImport(world, FIRM_ID, file)).toStrictEqual({
      counts: { created: 1, updated: 0, unchanged: 0, skipped: 0 },
      rows: [{ row: 2, clientName: 'Tui', outcome: 'created', clientId: null, reason: null }],
    });
    expect(await world.all()).toEqual([]);
  });

  it('stores no more of a contact than the row says', async () => {
    await upload('Tui,Bo,Ray,bo@x.example,\n');
    const [tui] = await world.all();
    expect(tui).toStrictEqual({
      clientId: tui?.clientId,
      name: 'Tui',
      status: 'client',
      contacts: [
        {
          contactId: tui?.contacts[0]?.contactId,
          name: 'Bo Ray',
          email: 'bo@x.example',
          isPrimary: true,
        },
      ],
      updatedAt: '2026-03-02T18:00:00.000Z',
    });
  });

  it.each([
    ['the same name with other spaces', 'Aroha,  Owner', '', 'unchanged'],
    ['no phone', 'Aroha,Owner', '', 'unchanged'],
    ['the phone', 'Aroha,Owner', '09', 'unchanged'],
    ['the mobile', 'Aroha,Owner', '021', 'unchanged'],
    ['another phone', 'Aroha,Owner', '08', 'updated'],
    ['another name', 'Aroha,Smith', '', 'updated'],
  ])('of a row with %s is %s, %s: %s', async (_what, name, phone, outcome) => {
    const contact = {
      contactId: 'c1',
      name: 'Aroha Owner',
      email: 'aroha@example.com',
      phone: '09',
      mobile: '021',
      isPrimary: true,
    };
    world.clients.seed(FIRM_ID, aClient('kea', { name: 'Kea', contacts: [contact] }));
    expect((await upload(`Kea,${name},aroha@example.com,${phone}\n`)).rows[0]?.outcome).toBe(outcome);
    const changed = outcome === 'updated';
    expect((await world.all())[0]?.contacts).toStrictEqual([
      {
        ...contact,
        name: name === 'Aroha,Smith' ? 'Aroha Smith' : 'Aroha Owner',
        phone: changed && phone !== '' ? phone : '09',
      },
    ]);
  });

  it('names whose e-mail it is', async () => {
    world.clients.seed(FIRM_ID, aClient('kea', { name: 'Kea' }));
    expect((await upload('Tui,Bo,Ray,AROHA@example.com,\n')).rows[0]?.reason).toBe(
      'The e-mail belongs to Kea already.',
    );
  });

  it('says when a client has as many contacts as it can have', async () => {
    const rows = Array.from(
      { length: MAX_CONTACTS_BY_HAND + 1 },
      (_, n) => `Tui,Bo,Ray,bo${String(n)}@x.example,\n`,
    );
    const { rows: results } = await upload(rows.join(''));
    const refused = results.filter(({ reason }) => reason !== null);
    const [tui] = await world.all();
    expect(tui?.contacts).toHaveLength(MAX_CONTACTS_BY_HAND);
    expect(refused.map(({ reason }) => reason)).toEqual(['A client can have 200 contacts.']);
  });
});

describe('an export', () => {
  it('orders by name, and takes the first word of a contact for the first name', async () => {
    const named = (clientId: string, name: string, contact: string) =>
      aClient(clientId, { name, contacts: [{ contactId: 'c', name: contact, isPrimary: true, phone: '1' }] });
    for (const client of [
      named('b', 'Tui', ' Bo '),
      named('a', 'kea', 'Ann  van Lee'),
      named('c', 'Moa', ''),
    ]) {
      world.clients.seed(FIRM_ID, client);
    }
    world.clients.seed(FIRM_ID, aClient('d', { name: 'Weka', phone: '2', contacts: [] }));
    const { csv, clients } = await exportClients(world.clients, FIRM_ID);
    expect(clients).toBe(4);
    expect(csv.split('\r\n').slice(1, -1)).toEqual([
      'kea,Ann,van Lee,,1',
      'Moa,,,,1',
      'Tui,Bo,,,1',
      'Weka,,,,2',
    ]);
  });
});

describe('a file that cannot be read', () => {
  const decoded =
    (...bytes: number[]) =>
    () =>
      decodeText(Uint8Array.of(...bytes));
  const SAVE = 'Save it as "CSV UTF-8" and upload that file.';

  it.each([
    ['a workbook', decoded(0x50, 0x4b, 3, 4), `This is an Excel workbook. ${SAVE}`],
    ['an old workbook', decoded(0xd0, 0xcf, 0x11, 0xe0), `This is an Excel workbook. ${SAVE}`],
    ['UTF-16', decoded(0xff, 0xfe, 0x41), `This is a text in UTF-16. ${SAVE}`],
    ['UTF-16 the other way round', decoded(0xfe, 0xff, 0x41), `This is a text in UTF-16. ${SAVE}`],
    ['no text', decoded(0x41, 0), `The file holds characters that no text has. ${SAVE}`],
    [
      'what was lost',
      decoded(0xef, 0xbf, 0xbd),
      `Some characters of the file were lost on the way here. Send it as application/octet-stream, so that nothing takes it for UTF-8. ${SAVE}`,
    ],
    [
      'too many rows',
      () => readCsv('x\n'.repeat(3_002), 3_000),
      'The file has more than 3,000 rows. Split it and upload the parts one after the other.',
    ],
    [
      'a stray quote',
      () => readCsv('a,b\nc"d,e\n', 9),
      'A quotation mark is out of place near line 2. A cell that holds one stands between quotation marks, and it is doubled inside.',
    ],
  ])('is refused with what to do: %s', (_what, act, message) => {
    expect(act).toThrow(message);
  });

  it.each([
    ['begins like a workbook', [0x50, 0x4b, 0x03], 'PK\u0003'],
    ['has what Windows-1252 has', [0x80, 0x85, 0x8e, 0x9f, 0xff], '€…ŽŸÿ'],
    ['has what it has not', [0x81, 0x8d, 0x90, 0x9d, 0xe9], '????é'],
  ])('but not one that %s', (_what, bytes, text) => {
    expect(decoded(...bytes)()).toBe(text);
  });
});

describe('a file that is one answer', () => {
  async function* rows(count: number, cell = 'x') {
    for (let n = 0; n < count; n += 1) yield await Promise.resolve([cell, '=1']);
  }
  const bounded = (count: number, options: { maxRows?: number; maxBytes?: number } = {}, cell = 'x') =>
    boundedCsv(['A', 'B'], rows(count, cell), { maxRows: 3, whatElse: 'Ask again.', ...options });
  const END = 'This file ends here although there is more. Ask again.';

  it('holds its rows', async () => {
    expect(await bounded(3)).toStrictEqual({
      csv: csvHead(['A', 'B']) + csvRow(['x', '=1']).repeat(3),
      rows: 3,
      cut: false,
    });
  });

  it('says in its last row that there are more', async () => {
    expect(await bounded(4)).toStrictEqual({
      csv: csvHead(['A', 'B']) + csvRow(['x', '=1']).repeat(3) + csvRow([END, '']),
      rows: 3,
      cut: true,
    });
  });

  it.each([
    ['x', 2_018, 0],
    ['x', 2_019, 1],
    ['"', 2_025, 0],
    ['"', 2_026, 1],
  ])('of %j takes as many bytes as its answer, as JSON: %i', async (cell, maxBytes, fits) => {
    expect((await bounded(1, { maxBytes }, cell)).rows).toBe(fits);
  });

  it('is an attachment that says whether it is whole', () => {
    expect(MAX_ANSWER_BYTES).toBe(6_000_000);
    expect(csvHeaders('syncs', { csv: '', rows: 0, cut: true })).toStrictEqual({
      'content-disposition': 'attachment; filename="syncs.csv"',
      'x-file-cut': 'true',
    });
  });
});
