import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { holdWrites, writesDuring } from '../support/engine-writes.ts';
import { currentIn, essenceOf, expectedEssence, expectedPrimary } from '../support/expected-clients.ts';
import { HARBOUR, startWorld } from '../support/local-run.ts';
import type { World } from '../support/local-run.ts';
import { PATIENCE_MS, type SyncView } from '../support/portal-user.ts';

const { practice } = HARBOUR;
const DAY = 86_400_000;
let world: World;
let first: SyncView;

beforeAll(async () => {
  world = await startWorld({ harbour: 240, rata: 1 });
  first = await mere().connectAndSync(HARBOUR.partner);
});
afterAll(() => world.close());

const mere = () => world.as('mere@harbour.example');
const inXpm = () => world.xero.clients(practice);
const inPortal = async () => essenceOf(await mere().clients());
const rowOf = async (uuid: string, query?: string) =>
  (await mere().clients(query)).find(({ xpmUuid }) => xpmUuid === uuid);
const pick = (index: number) => {
  const client = currentIn(inXpm())[index];
  if (client === undefined) throw new Error('The practice is too small');
  return client;
};
const listRequests = () => world.xero.requests().filter(({ route }) => route === 'list');

describe('the first sync', () => {
  it('brings every client that is neither archived nor deleted, prospects included, and no other', async () => {
    const expected = expectedEssence(inXpm());
    expect(expected.length).toBeLessThan(inXpm().length);
    expect(expected.map(({ status }) => status)).toContain('prospect');
    expect(await inPortal()).toEqual(expected);
    expect(first).toMatchObject({
      status: 'succeeded',
      mode: 'full',
      counts: { seen: inXpm().length, added: expected.length, skipped: 0, archived: 0 },
    });
  });

  it('brings all contacts but deleted ones, exactly one of them primary, by the rule', async () => {
    const rows = new Map((await mere().clients()).map((row) => [row.xpmUuid, row.clientId]));
    for (const client of currentIn(inXpm())) {
      const { contacts } = await mere().client(rows.get(client.uuid) ?? 'none');
      const alive = client.contacts.filter(({ isDeleted }) => isDeleted !== true).map(({ uuid }) => uuid);
      expect(contacts.map(({ contactId }) => contactId).sort()).toEqual(alive.sort());
      const primary = contacts.filter(({ isPrimary }) => isPrimary).map(({ contactId }) => contactId);
      expect(primary, client.name).toEqual([expectedPrimary(client)?.uuid].filter(Boolean));
    }
  });

  it('is summed up in one mail that links to the clients in XPM without a contact', async () => {
    const mail = await world.summary(first.syncId, mere().email);
    expect(mail.subject).toContain(`${String(first.counts.added)} added`);
    const lonely = currentIn(inXpm()).filter((client) => expectedPrimary(client) === undefined);
    expect(lonely.length).toBeGreaterThan(0);
    expect(mail.text).toContain(`without a primary contact (${String(lonely.length)})`);
    for (const { number } of lonely) {
      expect(mail.html).toContain(`https://practicemanager.xero.com/Client/${String(number)}/Detail`);
    }
    const mails = (await world.mailsTo(mere().email)).filter(({ text }) => text.includes(first.syncId));
    expect(mails).toHaveLength(1);
  });
});

describe('a sync of an unchanged practice', () => {
  it('writes no client, neither in full nor as a delta, and costs a few units', async () => {
    for (const mode of ['full', 'auto'] as const) {
      let sync: SyncView | undefined;
      const writes = await writesDuring(world, async () => {
        sync = await mere().syncNow(mode);
      });
      expect(sync).toMatchObject({ status: 'succeeded', counts: { added: 0, updated: 0, archived: 0 } });
      expect(writes.accepted).toMatchObject({ SYNC: 1, CONNECTION: expect.any(Number) as number });
      expect(writes.accepted).not.toHaveProperty('CLIENT');
      expect(writes.accepted).not.toHaveProperty('PAGE');
      expect(writes.units).toBeLessThan(40);
    }
  });

  it('asks Xero for what changed only', async () => {
    world.xero.resetRequests();
    expect(await mere().syncNow()).toMatchObject({ mode: 'delta', xeroRequests: 1 });
    expect(listRequests().map(({ query }) => Object.keys(query))).toEqual([['modifiedsince']]);
    const since = Date.parse(`${listRequests()[0]?.query['modifiedsince'] ?? ''}Z`);
    expect(Date.now() - since).toBeGreaterThan(10 * 60_000);
  });
});

describe('a click', () => {
  it('is followed by the id of its request through the log, to the message that SES took', async () => {
    const answer = await mere().call('POST', '/syncs', { body: {} });
    const requestId = answer.headers.get('apigw-requestid') ?? 'none';
    const { syncId } = answer.body as { syncId: string };
    await mere().ended(syncId);
    const { id } = await world.summary(syncId, mere().email);
    const trail = await vi.waitUntil(() => {
      const lines = followed(requestId);
      return lines.some(({ message }) => message === 'SEND_MAIL_COMPLETED') && lines;
    }, PATIENCE_MS);
    expect(trail.find(({ operationId }) => operationId !== undefined)).toMatchObject({
      operationId: 'startSync',
    });
    // Begin sync, Find changes, Complete sync; Send summary's end may come after its mail.
    const tasks = trail.filter((line) => line.message === 'RUN_TASK_COMPLETED' && line.syncId === syncId);
    expect(tasks.length).toBeGreaterThanOrEqual(3);
    expect(trail.filter(({ messageId }) => messageId === id)).toHaveLength(1);
    // Nothing of other clicks: the first sync has an id of its own.
    expect(trail.map((line) => line.syncId).filter((each) => each !== undefined && each !== syncId)).toEqual(
      [],
    );
  });
});

/** Every line of the log with this id, oldest first. */
function followed(requestId: string): Record<string, unknown>[] {
  return world
    .log()
    .filter((line) => line.includes(requestId))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['requestId'] === requestId);
}

describe('a later sync', () => {
  it('follows what was renamed, added, edited in a contact, archived, deleted and restored, ids unchanged', async () => {
    const [renamed, archived, deleted, edited] = [pick(3), pick(4), pick(5), pick(16)];
    const contact = edited.contacts[0]?.uuid ?? '';
    expect(contact).not.toBe('');
    const before = await rowOf(renamed.uuid);
    const idOfArchived = (await rowOf(archived.uuid))?.clientId ?? '';
    world.xero.upsertClient(practice, { uuid: renamed.uuid, name: 'Renamed & Söhne <Ltd>' });
    world.xero.upsertContact(practice, { uuid: contact, name: 'Zoë Changed', email: 'zoe@changed.example' });
    world.xero.archiveClient(practice, archived.uuid);
    world.xero.deleteClient(practice, deleted.uuid);
    const added = world.xero.upsertClient(practice, { name: 'Brand New' });

    expect(await mere().syncNow()).toMatchObject({
      mode: 'delta',
      status: 'succeeded',
      counts: { added: 1, archived: 2, skipped: 0 },
    });
    expect(await inPortal()).toEqual(expectedEssence(inXpm()));
    expect(await rowOf(renamed.uuid)).toMatchObject({
      clientId: before?.clientId,
      name: 'Renamed & Söhne <Ltd>',
    });
    expect(await rowOf(added)).toMatchObject({ name: 'Brand New', gap: 'NO_PRIMARY_CONTACT' });
    expect(await mere().client(idOfArchived)).toMatchObject({ status: 'archived', name: archived.name });
    expect(await rowOf(archived.uuid, 'status=archived')).toMatchObject({ clientId: idOfArchived });

    world.xero.restoreClient(practice, archived.uuid);
    expect(await mere().syncNow()).toMatchObject({ counts: { restored: 1, added: 0 } });
    expect((await rowOf(archived.uuid))?.clientId).toBe(idOfArchived);
    expect(await inPortal()).toEqual(expectedEssence(inXpm()));
  });

  it('finds in full what deltas cannot show, and remembers that they miss it', async () => {
    world.xero.configure({ contactEditsMoveModified: false });
    const untouched = currentIn(inXpm()).find(
      (client) => expectedPrimary(client) !== undefined && Date.now() - client.modifiedAt > DAY,
    );
    if (untouched === undefined) throw new Error('Everything in the practice is new');
    const uuid = expectedPrimary(untouched)?.uuid ?? '';
    world.xero.upsertContact(practice, { uuid, email: 'only-in-full@changed.example' });
    expect(await mere().syncNow()).toMatchObject({ mode: 'delta', counts: { updated: 0 } });
    expect(await mere().syncNow('full')).toMatchObject({ missedByDelta: 1, counts: { updated: 1 } });
    expect(await inPortal()).toEqual(expectedEssence(inXpm()));
    world.xero.configure({ contactEditsMoveModified: true });
  });

  it('is one at a time: starting another answers the running one, and a repeated request starts nothing', async () => {
    const headers = { 'idempotency-key': 'one-click' };
    const start = () => mere().call('POST', '/syncs', { body: { mode: 'full' }, headers });
    const hold = holdWrites(world, 'SYNC'); // none can end
    const answers = await Promise.all([start(), mere().startSync('full'), mere().startSync()]).finally(
      hold.release,
    );
    const ids = answers.map((answer) =>
      typeof answer === 'string' ? answer : (answer.body as { syncId: string }).syncId,
    );
    expect(new Set(ids).size).toBe(1);
    await mere().ended(ids[0] ?? '');
    const repeated = (await start()).body as { syncId: string };
    expect(repeated.syncId).toBe(ids[0]);
    expect((await mere().connection()).currentSyncId).toBeNull();
  });

  it('skips a malformed record by name, in the history and in the mail, and loses nothing by it', async () => {
    const victim = pick(30);
    const good = await mere().clients();
    const raw = `<Client><UUID>${victim.uuid}</UUID><Name>${'Long '.repeat(200)}</Name><IsArchived>Perhaps</IsArchived></Client>`;
    world.xero.upsertClient(practice, { uuid: victim.uuid, rawXml: raw });
    world.xero.upsertClient(practice, {
      uuid: '00000000-0000-4000-a000-00000000beef',
      name: 'No Identity',
      rawXml: '<Client><UUID>none</UUID><Name>No Identity</Name></Client>',
    });
    const added = world.xero.upsertClient(practice, { name: 'Imported All The Same' });

    const sync = await mere().syncNow('full');
    expect(sync).toMatchObject({ status: 'partial', counts: { added: 1, skipped: 2, archived: 0, held: 0 } });
    expect(sync.issues.map(({ code, xpmUuid }) => [code, xpmUuid]).sort()).toEqual([
      ['RECORD_INVALID', victim.uuid],
      ['RECORD_UNIDENTIFIED', null],
    ]);
    const mail = await world.summary(sync.syncId, mere().email);
    expect(mail.subject).toContain('2 clients need a look');
    expect(mail.text).toContain('No Identity: The record has no valid UUID');
    const now = await mere().clients();
    expect(now).toHaveLength(good.length + 1);
    expect(now.find(({ xpmUuid }) => xpmUuid === victim.uuid)).toMatchObject({ name: victim.name });
    expect(now.some(({ xpmUuid }) => xpmUuid === added)).toBe(true);

    world.xero.removeClient(practice, '00000000-0000-4000-a000-00000000beef');
    world.xero.removeClient(practice, victim.uuid);
    world.xero.upsertClient(practice, { uuid: victim.uuid, name: 'Repaired' });
    expect(await mere().syncNow()).toMatchObject({ status: 'succeeded', counts: { updated: 1 } });
    expect(await inPortal()).toEqual(expectedEssence(inXpm()));
  });
});

describe('a practice of 5,000', () => {
  it('arrives whole', async () => {
    world.xero.setPracticeSize(practice, 5000);
    const sync = await mere().syncNow('full');
    expect(sync).toMatchObject({ status: 'succeeded', counts: { seen: 5000, skipped: 0, held: 0 } });
    const portal = await inPortal();
    expect(portal.length).toBe(currentIn(inXpm()).length);
    expect(portal).toEqual(expectedEssence(inXpm()));
  });
});
