import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentIn } from '../support/expected-clients.ts';
import { RATA, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import type { SyncView } from '../support/portal-user.ts';

const { practice } = RATA;
let world: World;
let first: SyncView;
/** Clients of XPM that a client added here resembles. */
const inXpm = { same: '', name: '', email: '', csv: '' };
const byHand = { same: '', name: '', email: '', csv: '' };

const priya = () => world.as('priya@rata.example');
const noah = () => world.as('noah@rata.example');

interface Duplicate {
  duplicateId: string;
  status: string;
  reason: string;
  kind: string;
  automatic: boolean;
  existing: { clientId: string };
  incoming: { clientId: string };
  decidedBy: { name: string } | null;
}
async function duplicates(query = ''): Promise<Duplicate[]> {
  const answer = await priya().call('GET', `/duplicates${query}`);
  expect(answer.status).toBe(200);
  return (answer.body as { duplicates: Duplicate[] }).duplicates;
}
const decide = (duplicateId: string, action: string) =>
  priya().call('POST', `/duplicates/${duplicateId}`, { body: { action } });
const among = async (clientId: string, status: string) =>
  (await duplicates(`?limit=100&status=${status}`)).find(({ existing }) => existing.clientId === clientId);

beforeAll(async () => {
  world = await startWorld({ harbour: 1, rata: 40 });
  const names = ['Kowhai Orchards', 'Tui Bakery', 'Moa Cycles', 'Weka Plumbing'];
  const [same, name, email, csv] = currentIn(world.xero.clients(practice)).map(({ uuid }) => uuid);
  Object.assign(inXpm, { same, name, email, csv });
  Object.values(inXpm).forEach((uuid, n) => {
    const office = `office@${names[n]!.split(' ')[0]!.toLowerCase()}.example`;
    world.xero.upsertClient(practice, { uuid, name: names[n]!, email: office });
  });
  const add = async (clientName: string, email: string) => {
    const answer = await noah().call('POST', '/clients', { body: { name: clientName, email } });
    return (answer.body as { clientId: string }).clientId;
  };
  byHand.same = await add('KOWHAI orchards', 'Office@Kowhai.example');
  byHand.name = await add('Tui Bakery', 'else@tui.example');
  byHand.email = await add('Moa Bikes', 'office@moa.example');
  const file = `Client Name,First Name,Last Name,Client Email,Client Phone\r\nWeka Plumbing,Ann,Lee,office@weka.example,\r\n`;
  await noah().call('POST', '/clients/import', { raw: file, headers: { 'content-type': 'text/csv' } });
  byHand.csv = (await noah().clients('search=weka'))[0]?.clientId ?? '';
  first = await priya().connectAndSync(RATA.partner);
});
afterAll(() => world.close());

describe('a first sync that meets clients of the portal’s own', () => {
  it('links those with the same name and e-mail, whose ids stay', async () => {
    for (const kind of ['same', 'csv'] as const) {
      expect(await priya().client(byHand[kind])).toMatchObject({ xpmUuid: inXpm[kind], managedBy: 'xpm' });
      const linked = await among(byHand[kind], 'linked');
      expect(linked).toMatchObject({ automatic: true, reason: 'name-and-email', decidedBy: null });
      const other = linked?.incoming.clientId ?? 'none';
      expect(await priya().client(other)).toMatchObject({ clientId: byHand[kind] });
    }
    expect(first.counts.updated).toBe(2);
  });

  it('lists the others for an admin, and adds XPM’s clients beside them', async () => {
    const open = (await duplicates('?limit=100')).map(({ existing, reason }) => [existing.clientId, reason]);
    expect(open.sort()).toEqual(
      [
        [byHand.name, 'name'],
        [byHand.email, 'email'],
      ].sort(),
    );
    const uuids = (await priya().clients()).flatMap(({ xpmUuid }) => xpmUuid ?? []);
    expect(uuids.sort()).toEqual(
      currentIn(world.xero.clients(practice))
        .map(({ uuid }) => uuid)
        .sort(),
    );
    const codes = first.issues.map(({ code }) => code).sort();
    expect(codes).toEqual(['CLIENT_LINKED', 'CLIENT_LINKED', 'POSSIBLE_DUPLICATE', 'POSSIBLE_DUPLICATE']);
    expect((await world.summary(first.syncId, priya().email)).text).toContain('Possible duplicates (2)');
  });

  it('lists them page by page', async () => {
    const page = await priya().call('GET', '/duplicates?limit=1');
    const { cursor, duplicates: shown } = page.body as { cursor: string; duplicates: Duplicate[] };
    const [next] = await duplicates(`?limit=1&cursor=${encodeURIComponent(cursor)}`);
    expect([shown.length, next?.duplicateId === shown[0]?.duplicateId]).toEqual([1, false]);
    expect(next).toBeDefined();
  });
});

describe('an admin', () => {
  it('links two: the older id stays and the other leads to it', async () => {
    const found = await among(byHand.name, 'open');
    const answer = await decide(found!.duplicateId, 'link');
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'linked', decidedBy: { name: 'Priya Raman' } },
    });
    expect(await priya().client(byHand.name)).toMatchObject({ xpmUuid: inXpm.name, name: 'Tui Bakery' });
    expect(await priya().client(found!.incoming.clientId)).toMatchObject({ clientId: byHand.name });
    const rows = (await priya().clients()).filter(({ name }) => name === 'Tui Bakery');
    expect(rows.map(({ clientId }) => clientId)).toEqual([byHand.name]);
  });

  it('keeps two apart, and is told of a contradiction', async () => {
    const { duplicateId } = (await among(byHand.email, 'open'))!;
    expect(await decide(duplicateId, 'keep-apart')).toMatchObject({
      status: 200,
      body: { status: 'kept-apart' },
    });
    const refused = { status: 409, body: { error: { code: 'DUPLICATE_DECIDED' } } };
    expect(await decide(duplicateId, 'link')).toMatchObject(refused);
    expect(await duplicates()).toEqual([]);
  });

  it('undoes an automatic link: both are there again', async () => {
    const { duplicateId, incoming } = (await among(byHand.same, 'linked'))!;
    expect(await decide(duplicateId, 'undo')).toMatchObject({ status: 200, body: { status: 'open' } });
    const hand = await priya().client(byHand.same);
    expect(hand).toMatchObject({ name: 'KOWHAI orchards', managedBy: 'portal' });
    expect(hand).not.toHaveProperty('xpmUuid');
    expect(await priya().client(incoming.clientId)).toMatchObject({ xpmUuid: inXpm.same, managedBy: 'xpm' });
  });

  it.each(['full', 'auto'] as const)('finds everything as it was decided after a %s sync', async (mode) => {
    world.xero.upsertClient(practice, { uuid: inXpm.name, name: 'Tui Bakery', phone: `09 ${mode}` });
    const { counts } = await priya().syncNow(mode);
    expect(counts).toMatchObject({ added: 0, updated: 1, archived: 0 });
    expect(await priya().client(byHand.name)).toMatchObject({ phone: `09 ${mode}` });
    const statuses = await Promise.all(
      (['open', 'linked', 'kept-apart'] as const).map(
        async (status) => (await duplicates(`?status=${status}`)).length,
      ),
    );
    expect(statuses).toEqual([1, 2, 1]);
  });

  it('is asked whether a client with a new id is the one that went', async () => {
    world.xero.archiveClient(practice, inXpm.name);
    world.xero.upsertClient(practice, { uuid: 'abcdefab-0000-4000-8000-000000000001', name: 'Tui Bakery' });
    await priya().syncNow();
    const found = await among(byHand.name, 'open');
    expect(found).toMatchObject({ kind: 'new-id-in-xpm', reason: 'name' });
    expect(await decide(found!.duplicateId, 'link')).toMatchObject({ status: 200 });
    expect(await priya().client(byHand.name)).toMatchObject({ status: 'client', name: 'Tui Bakery' });
    expect((await priya().syncNow('full')).counts).toMatchObject({ added: 0, archived: 0, held: 0 });
  });
});
