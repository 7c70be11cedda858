import { beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { MAX_ROWS } from '#domain/client-file/columns.ts';
import { exportClients, importTemplate } from '#domain/client-file/export-clients.ts';
import { importClients } from '#domain/client-file/import-clients.ts';
import type { Client } from '#domain/client/client.ts';
import { aClient, aConnection, FIRM_ID } from '../../../support/builders.ts';
import { editWorld, type EditWorld } from '../../../support/edit-world.ts';

const HEADER = 'Client Name,First Name,Last Name,Client Email,Client Phone\r\n';
let world: EditWorld;
beforeEach(() => {
  world = editWorld();
});
const upload = (rows: string, to = world) => importClients(to, FIRM_ID, Buffer.from(HEADER + rows));
const outcomes = async (rows: string) =>
  (await upload(rows)).rows.map(({ row, outcome, reason }) => [row, outcome, reason]);
const row = (n: number, name = `Client ${String(n)}`) =>
  `${name},Ann,Lee,ann${String(n)}@x.example,${String(n)}\r\n`;

describe('an import', () => {
  it('makes a client of the rows with one name, the first of them primary', async () => {
    const file =
      'Acme Ltd,Ann,Lee,ann@acme.example,021 1\nBeta,Bo,Ray,bo@beta.example,\n acme  LTD,Cy,Fox,cy@acme.example\n';
    expect(await outcomes(file)).toEqual([
      [2, 'created', null],
      [3, 'created', null],
      [4, 'created', null],
    ]);
    const [acme, beta] = await world.all();
    expect(acme).toMatchObject({ name: 'Acme Ltd', status: 'client', updatedAt: '2026-03-02T18:00:00.000Z' });
    expect(
      acme?.contacts.map(({ name, email, phone, isPrimary }) => [name, email, phone, isPrimary]),
    ).toEqual([
      ['Ann Lee', 'ann@acme.example', '021 1', true],
      ['Cy Fox', 'cy@acme.example', undefined, false],
    ]);
    expect(beta?.contacts).toHaveLength(1);
    const before = await world.all();
    const again = await upload(file);
    expect(again.counts).toEqual({ created: 0, updated: 0, unchanged: 3, skipped: 0 });
    expect(await world.all()).toEqual(before);
  });

  it('updates contacts by e-mail, adds those that are new, and takes nothing away', async () => {
    world.clients.seed(FIRM_ID, aClient('a', { name: 'Acme', phone: '09' }), 'hash');
    const file =
      'ACME,Aroha,Owner-Smith,AROHA@example.com,021 5\nAcme,New,Person,new@acme.example,\nacme,Aroha,Twice,aroha@example.com,\n';
    const { rows, counts } = await upload(file);
    expect(counts).toEqual({ created: 0, updated: 2, unchanged: 0, skipped: 1 });
    expect(rows[2]).toMatchObject({
      reason: 'Row 2 has this e-mail for this client already.',
      clientId: null,
    });
    const [client] = await world.all();
    expect(client).toMatchObject({ name: 'Acme', phone: '09', clientId: 'a', xpmUuid: 'xpm-a' });
    expect(
      client?.contacts.map(({ contactId, name, phone, isPrimary }) => [
        contactId === 'c1',
        name,
        phone,
        isPrimary,
      ]),
    ).toEqual([
      [true, 'Aroha Owner-Smith', '021 5', true],
      [false, 'New Person', undefined, false],
    ]);
    expect((await world.clients.storedByIds(FIRM_ID, ['a']))[0]).not.toHaveProperty('hash');
    expect((await upload(file)).counts).toEqual({ created: 0, updated: 0, unchanged: 2, skipped: 1 });
  });

  it('skips what it cannot tell or may not take, and says why', async () => {
    world.clients.seed(FIRM_ID, aClient('old', { name: 'Old', status: 'archived', email: 'old@x.example' }));
    world.clients.seed(FIRM_ID, aClient('t1', { name: 'Twin', contacts: [] }));
    world.clients.seed(FIRM_ID, aClient('t2', { name: 'twin', contacts: [] }));
    const rows = [
      'Old,Ann,Lee,a1@x.example,',
      'Twin,Ann,Lee,a2@x.example,',
      'New,Ann,Lee,aroha@example.com,',
      'New,Ann,Lee,old@x.example,',
      'New,,,a3@x.example,',
      'New,Ann,Lee,nobody,',
      `${'x'.repeat(501)},Ann,Lee,a4@x.example,`,
      '"New\nOne",Ann,Lee,a5@x.example,',
      'Smith, Ann,Lee,Ann,a6@x.example,1',
      'New,Ann,Lee,a7@x.example,=1+1',
      '\u0301,Ann,Lee,a8@x.example,',
    ];
    const reasons = (await upload(rows.join('\r\n'))).rows.map(({ reason }) => reason);
    expect(reasons).toEqual([
      'A client of this name is archived. Restore it first.',
      'Several clients have this name, so it cannot be told which one is meant.',
      'The e-mail belongs to the archived client Old already.',
      'The e-mail belongs to the archived client Old already.',
      'First Name, Last Name are missing.',
      'Client Email is not an e-mail address.',
      'Client Name is longer than 500 characters.',
      'Client Name contains a line break or another control character.',
      'The row has more columns than the header. A name with a comma in it must stand between quotation marks.',
      null,
      'Client Name has no letters.',
    ]);
    const added = (await world.all()).find(({ name }) => name === 'New');
    expect(added?.contacts).toMatchObject([{ email: 'a7@x.example', phone: '=1+1', isPrimary: true }]);
  });

  it.each([
    ['another header', 'Name,First,Last,Email,Phone\na,b,c,d@e.ff,\n', 'CSV_HEADER_WRONG'],
    [
      'columns in another order',
      HEADER.replace('First Name,Last Name', 'Last Name,First Name'),
      'CSV_HEADER_WRONG',
    ],
    ['semicolons', HEADER.replaceAll(',', ';') + row(1), 'CSV_HEADER_WRONG'],
    ['nothing', '', 'CSV_HEADER_WRONG'],
    ['a header alone', HEADER, 'CSV_EMPTY'],
    ['NUL', `${HEADER}a\0,b,c,d@e.ff,\n`, 'CSV_UNREADABLE'],
    ['an open quote', `${HEADER}"a,b,c,d@e.ff,\n`, 'CSV_MALFORMED'],
    ['10,001 rows', HEADER + 'x,\n'.repeat(MAX_ROWS + 1), 'CSV_TOO_MANY_ROWS'],
  ])('refuses a file with %s as a whole', async (_, text, code) => {
    await expect(importClients(world, FIRM_ID, Buffer.from(text))).rejects.toMatchObject({ code });
    expect(await world.all()).toEqual([]);
  });

  it('takes a header in any case, with blanks and empty columns behind', async () => {
    const text = ` client name ,FIRST NAME,Last Name,Client Email,Client Phone,,\r\n${row(1)}`;
    expect((await importClients(world, FIRM_ID, Buffer.from(text))).counts.created).toBe(1);
  });

  it.each(['connected', 'broken'] as const)('is refused while %s, whatever the file', async (state) => {
    world = editWorld(aConnection({ state }));
    for (const text of ['', HEADER + row(1)]) {
      await expect(importClients(world, FIRM_ID, Buffer.from(text))).rejects.toMatchObject({
        code: 'CLIENTS_MANAGED_IN_XPM',
      });
    }
  });
});

describe('an import that is cut off', () => {
  const many = Array.from({ length: 1_000 }, (_, n) => row(n)).join('');
  const cutOff = (after: number, act: () => void) => {
    const add = world.clients.addByHand.bind(world.clients);
    let requests = 0;
    world.clients.addByHand = (...args) => {
      requests += 1;
      if (requests > after) act();
      return add(...args);
    };
  };
  const heals = async (stored: number) => {
    expect(await world.all()).toHaveLength(stored);
    Reflect.deleteProperty(world.clients, 'addByHand');
    const again = await upload(many);
    expect(again.counts).toEqual({ created: 1_000 - stored, updated: 0, unchanged: stored, skipped: 0 });
    expect(await world.all()).toHaveLength(1_000);
  };

  it('by the database says what was stored, tells its makers, and goes on when uploaded again', async () => {
    cutOff(24, () => {
      throw new Error('the table is gone');
    });
    const { counts, rows } = await upload(many);
    expect(counts).toEqual({ created: 600, updated: 0, unchanged: 0, skipped: 400 });
    expect(rows.at(-1)).toMatchObject({ outcome: 'skipped', clientId: null, reason: /again/ });
    expect(world.problems).toHaveLength(1);
    await heals(600);
  });

  it('before anything was stored is a failure', async () => {
    cutOff(0, () => {
      throw new Error('the table is gone');
    });
    await expect(upload(many)).rejects.toThrow('the table is gone');
  });

  it('by the time that the gateway waits ends in words', async () => {
    cutOff(0, () => {
      world.clock.advance(1_200);
    });
    const { rows } = await upload(many);
    expect(rows.at(-1)?.reason).toMatch(/no time left/);
    await heals(450);
  });

  it('by a new connection stops', async () => {
    cutOff(0, () => {
      world.connections.seed(aConnection());
    });
    const { rows } = await upload(many);
    expect(rows.at(-1)?.reason).toMatch(/connected to Xero/);
    expect(await world.all()).toHaveLength(450);
  });
});

it('keeps to what one partition of the table takes', async () => {
  const started = world.clock.now().getTime();
  await upload(Array.from({ length: 4_500 }, (_, n) => row(n)).join(''));
  const seconds = (world.clock.now().getTime() - started) / 1_000;
  expect(4_500 / seconds).toBeLessThanOrEqual(1_000);
});

describe('an export', () => {
  const csv = async (from = world) => (await exportClients(from.clients, FIRM_ID)).csv;

  it('is the current clients by name, a row for each contact, the primary one first', async () => {
    const contacts = [
      { contactId: '1', name: 'Second', email: '=2@x.example', isPrimary: false },
      { contactId: '2', name: 'Mary Ann Smith', email: 'm@x.example', mobile: '+64 21', isPrimary: true },
    ];
    world.clients.seed(FIRM_ID, aClient('z', { name: 'Zeta, "Z"', contacts }));
    world.clients.seed(FIRM_ID, aClient('a', { name: '@alpha', contacts: [], email: 'a@x.example' }));
    world.clients.seed(FIRM_ID, aClient('gone', { status: 'archived' }));
    expect(await csv()).toBe(
      `\uFEFF${HEADER}'@alpha,,,a@x.example,\r\n"Zeta, ""Z""",Mary,Ann Smith,m@x.example,'+64 21\r\n"Zeta, ""Z""",Second,,'=2@x.example,\r\n`,
    );
    expect(importTemplate()).toBe(`\uFEFF${HEADER}`);
  });

  it('ends in words where it is larger than an answer can be', async () => {
    const email = `${'x'.repeat(280)}@example.com`;
    const contacts = Array.from({ length: 11_000 }, (_, n) => ({
      contactId: String(n),
      name: 'x'.repeat(250),
      email,
      isPrimary: n === 0,
    }));
    world.clients.seed(FIRM_ID, aClient('large', { contacts }));
    await expect(csv()).rejects.toMatchObject({ kind: 'too-large', code: 'EXPORT_TOO_LARGE' });
  });

  it('imported again changes nothing; imported elsewhere makes the same clients', async () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .map((text) => text.replace(/[\s\p{C}\p{Zl}\p{Zp}\uFFFD]/gu, ''));
    const start = fc.constantFrom('', '', "'", '=', '+', '-', '@', '"', ',', "'=", "''+");
    const cell = fc.tuple(start, word).map(([first, rest]) => `${first}${rest}x`);
    const contact = fc.record({ first: cell, last: cell, phone: fc.option(cell) });
    const clients = fc.array(
      fc.record({ name: cell, contacts: fc.array(contact, { minLength: 1, maxLength: 3 }) }),
      {
        maxLength: 5,
      },
    );
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(clients, async (given) => {
        const from = editWorld();
        const to = editWorld();
        const names = new Set<string>();
        for (const [n, { name, contacts }] of given.entries()) {
          const key = `${name} ${String(n)}`;
          names.add(key);
          from.clients.seed(FIRM_ID, clientOf(key, n, contacts));
        }
        if (names.size === 0) return;
        compared += names.size;
        const before = await from.all();
        const file = Buffer.from(await csv(from));
        const { counts } = await importClients(from, FIRM_ID, file);
        expect([counts.created, counts.updated, counts.skipped]).toEqual([0, 0, 0]);
        expect(await from.all()).toEqual(before);
        await importClients(to, FIRM_ID, file);
        expect((await to.all()).map(essence)).toEqual(before.map(essence));
      }),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(500);
  }, 120_000);
});

function clientOf(
  name: string,
  n: number,
  contacts: readonly { first: string; last: string; phone: string | null }[],
): Client {
  const base = aClient(String(n), { name });
  delete base.webUrl;
  delete base.xpmUuid;
  return {
    ...base,
    contacts: contacts.map(({ first, last, phone }, at) => ({
      contactId: `c${String(at)}`,
      name: `${first} ${last}`,
      email: `p${String(n)}.${String(at)}@x.example`,
      ...(phone === null ? {} : { phone }),
      isPrimary: at === 0,
    })),
  };
}

const essence = ({ name, contacts }: Client) => ({
  name,
  contacts: contacts.map(({ name: person, email, phone, isPrimary }) => ({
    person,
    email,
    phone,
    isPrimary,
  })),
});
