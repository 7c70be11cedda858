import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RATA, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { ask } from '../support/portal-user.ts';

const HEADER = 'Client Name,First Name,Last Name,Client Email,Client Phone\r\n';
const CSV = { 'content-type': 'text/csv' };
let world: World;
beforeAll(async () => {
  world = await startWorld({ harbour: 5, rata: 12 });
});
afterAll(() => world.close());

/** A member without MFA: nobody of Rata is connected. */
const noah = () => world.as('noah@rata.example');
const priya = () => world.as('priya@rata.example');
const names = async (query?: string) => (await noah().clients(query)).map(({ name }) => name);
const edit = async (method: string, path: string, body?: unknown) =>
  noah().call(method, path, body === undefined ? {} : { body });
const idOf = (body: unknown) => (body as { clientId: string }).clientId;

/** Bytes as they are, of whatever encoding. */
async function upload(file: string | Uint8Array, headers: Record<string, string> = CSV, user = noah()) {
  const authorization = `Bearer ${await user.token()}`;
  const answer = await fetch(`${world.demo.api}/clients/import`, {
    method: 'POST',
    headers: { authorization, ...headers },
    body: Buffer.from(file),
  });
  return { status: answer.status, body: (await answer.json()) as ImportAnswer };
}
interface ImportAnswer {
  counts?: Record<string, number>;
  rows?: { row: number; outcome: string; reason: string | null }[];
  error?: { code: string };
}
const rowOf = (n: number) =>
  `Bulk ${String(n)},Ann${String(n)},Lee,ann${String(n)}@bulk.example,+64 ${String(n)}\r\n`;

describe('a client by hand', () => {
  let clientId = '';

  it('is added by a member', async () => {
    const contacts = [{ name: 'Tama Reid', email: 'tama@kea.example', phone: '021 555' }];
    const answer = await edit('POST', '/clients', { name: 'Kea Farms', status: 'prospect', contacts });
    expect(answer).toMatchObject({ status: 201, body: { name: 'Kea Farms', managedBy: 'portal' } });
    clientId = idOf(answer.body);
    expect(await noah().clients()).toMatchObject([
      { clientId, status: 'prospect', primaryContact: { name: 'Tama Reid' } },
    ]);
  });

  it('is there once, also when two people add it in the same moment', async () => {
    const add = () => edit('POST', '/clients', { name: 'Two Clicks Ltd', email: 'office@two.example' });
    const answers = await Promise.all([add(), add(), add()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect((await names()).filter((name) => name === 'Two Clicks Ltd')).toHaveLength(1);
  });

  it('is refused with the name or e-mail of another, which is named', async () => {
    for (const body of [{ name: 'kea  FARMS' }, { name: 'Other', email: 'TAMA@kea.example' }]) {
      expect(await edit('POST', '/clients', body)).toMatchObject({
        status: 409,
        body: { error: { code: 'CLIENT_EXISTS', details: { clientId, name: 'Kea Farms' } } },
      });
    }
  });

  it('is edited, archived and restored, its id unchanged', async () => {
    expect(await edit('PATCH', `/clients/${clientId}`, { city: 'Nelson', status: 'client' })).toMatchObject({
      status: 200,
      body: { city: 'Nelson', status: 'client', contacts: [{ name: 'Tama Reid', isPrimary: true }] },
    });
    expect(await edit('DELETE', `/clients/${clientId}`)).toMatchObject({
      status: 200,
      body: { status: 'archived' },
    });
    expect([await names(), await names('status=archived')]).toEqual([['Two Clicks Ltd'], ['Kea Farms']]);
    expect(await edit('POST', '/clients', { name: 'Kea Farms' })).toMatchObject({
      status: 409,
      body: { error: { details: { clientId, status: 'archived' } } },
    });
    await edit('PATCH', `/clients/${clientId}`, { status: 'client' });
    expect(await noah().client(clientId)).toMatchObject({ status: 'client', city: 'Nelson' });
  });

  it('belongs to its firm alone', async () => {
    const mere = world.as('mere@harbour.example');
    for (const method of ['PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { body: { name: 'Taken' } } : {};
      expect(await mere.call(method, `/clients/${clientId}`, body)).toMatchObject({ status: 404 });
    }
    expect(await noah().client(clientId)).toMatchObject({ name: 'Kea Farms', status: 'client' });
  });

  it('takes no unknown field', async () => {
    for (const body of [
      { name: 'A', firmId: 'x' },
      { name: 'A', contacts: [{ name: 'B', hash: 'x' }] },
    ]) {
      expect(await edit('POST', '/clients', body)).toMatchObject({ status: 400 });
    }
  });
});

describe('a CSV file', () => {
  it('starts from the template', async () => {
    const answer = await noah().call('GET', '/clients/import-template');
    expect(answer.text.replace('\uFEFF', '')).toBe(HEADER);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('attachment');
  });

  it.each([
    ['UTF-8', 'utf8', CSV, 'Zoë One'],
    ['UTF-8 with its mark', 'utf8', CSV, '\uFEFFZoë Two'],
    ['Windows-1252', 'latin1', CSV, 'Zoë Three'],
    ['bytes', 'latin1', { 'content-type': 'application/octet-stream' }, 'Zoë Four'],
  ] as const)('is read as %s', async (_, encoding, headers, text) => {
    const name = text.replace('\uFEFF', '');
    const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    const email = `${name.replace(/\W/g, '')}@x.example`;
    const file = Buffer.from(`${mark}${HEADER}${name},=Ann,"O""Neil, Jr",${email},\r`, encoding);
    const answer = await upload(file, headers);
    expect(answer).toMatchObject({ status: 200, body: { counts: { created: 1 } } });
    const [row] = await noah().clients(`search=${encodeURIComponent(name)}`);
    expect(row).toMatchObject({ name, primaryContact: { name: '=Ann O"Neil, Jr' } });
    expect((await upload(file, headers)).body.counts).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
  });

  it.each<[string, string | Uint8Array, number, string]>([
    ['another header', 'Name,E-mail\nA,a@b.cc\n', 400, 'CSV_HEADER_WRONG'],
    ['NUL', `${HEADER}A\0,B,C,d@e.ff,\n`, 400, 'CSV_UNREADABLE'],
    ['a renamed workbook', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 255, 254), 400, 'CSV_UNREADABLE'],
    ['an open quote', `${HEADER}"A,B,C,d@e.ff,\n`, 400, 'CSV_MALFORMED'],
    ['nothing', '', 400, 'CSV_HEADER_WRONG'],
    ['10,001 rows', HEADER + 'A,B,C,d@e.ff,1\n'.repeat(10_001), 413, 'CSV_TOO_MANY_ROWS'],
    ['6 MB', HEADER + `${'x'.repeat(599)}\n`.repeat(10_000), 413, 'PAYLOAD_TOO_LARGE'],
  ])('with %s is refused in words, and nothing of it is stored', async (_, file, status, code) => {
    const before = await names();
    expect(await upload(file)).toMatchObject({ status, body: { error: { code } } });
    expect(await names()).toEqual(before);
  });

  it('of another type is refused', async () => {
    expect(await upload(HEADER, { 'content-type': 'application/json' })).toMatchObject({ status: 415 });
  });

  it('of nearly 5 MB and 10,000 rows passes, and whatever was left out passes at the next upload', async () => {
    const skipped = 'x'.repeat(505);
    const rows = Array.from({ length: 10_000 }, (_, n) =>
      n < 300 ? rowOf(n) : `${skipped},A,B,c@d.ee,\r\n`,
    );
    const file = HEADER + rows.join('');
    expect(Buffer.byteLength(file)).toBeGreaterThan(5_000_000);
    const { status, body } = await upload(file);
    expect([status, body.counts]).toEqual([200, { created: 300, updated: 0, unchanged: 0, skipped: 9_700 }]);
    expect(body.rows?.at(-1)).toMatchObject({ row: 10_001, reason: /longer than 500/ });
    expect((await upload(file)).body.counts).toMatchObject({ unchanged: 300, skipped: 9_700 });
  });

  it('comes back out as it went in', async () => {
    const answer = await noah().call('GET', '/clients/export');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toMatch(/filename="clients-\d{4}-\d\d-\d\d\.csv"/);
    expect(answer.text).toContain("Bulk 7,Ann7,Lee,ann7@bulk.example,'+64 7\r\n");
    expect(answer.text).toContain(`'=Ann,"O""Neil, Jr"`);
    const again = await upload(answer.text);
    expect(again.body.counts).toMatchObject({ created: 0, updated: 0 });
    expect(again.body.counts?.['unchanged']).toBeGreaterThan(300);
  });
});

describe('ten thousand clients', () => {
  it('are imported in as few uploads as this machine needs, each ended in time', async () => {
    const file = HEADER + Array.from({ length: 10_000 }, (_, n) => rowOf(n)).join('');
    let stored = 300;
    for (let uploads = 0; stored < 10_000 && uploads < 8; uploads += 1) {
      const { status, body } = await upload(file);
      expect(status).toBe(200);
      const { created = 0, unchanged = 0 } = body.counts ?? {};
      expect(unchanged).toBe(stored);
      expect(created).toBeGreaterThan(0);
      stored += created;
    }
    expect(stored).toBe(10_000);
    expect((await upload(file)).body.counts).toEqual({
      created: 0,
      updated: 0,
      unchanged: 10_000,
      skipped: 0,
    });
  });
});

describe('once the firm is connected', () => {
  it('nothing is edited; after a disconnect it is, and after reconnecting XPM’s word counts again', async () => {
    const sync = await priya().connectAndSync(RATA.partner);
    expect(sync.status).toBe('succeeded');
    const synced = (await priya().clients('search=ltd')).find(({ xpmUuid }) => xpmUuid !== undefined);
    const { clientId = 'none', name = '' } = synced ?? {};
    const managed = { status: 409, body: { error: { code: 'CLIENTS_MANAGED_IN_XPM' } } };
    const attempts = [
      priya().call('POST', '/clients', { body: { name: 'New' } }),
      priya().call('PATCH', `/clients/${clientId}`, { body: { name: 'New' } }),
      priya().call('DELETE', `/clients/${clientId}`),
      upload(HEADER + rowOf(1), CSV, priya()),
    ];
    for (const attempt of attempts) expect(await attempt).toMatchObject(managed);
    const exported = await priya().call('GET', '/clients/export');
    expect(exported.status).toBe(200);
    expect(exported.text).toContain(name);

    await priya().disconnect();
    const edited = await priya().call('PATCH', `/clients/${clientId}`, { body: { name: 'Edited here' } });
    expect(edited).toMatchObject({ status: 200, body: { name: 'Edited here', managedBy: 'portal' } });
    await priya().connectAndSync(RATA.partner);
    expect(await priya().client(clientId)).toMatchObject({ name, managedBy: 'xpm' });
  });
});

it('is for signed-in users alone', async () => {
  for (const path of ['export', 'import-template']) {
    expect((await ask('GET', `${world.demo.api}/clients/${path}`)).status).toBe(401);
  }
});
