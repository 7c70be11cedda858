import { beforeEach, describe, expect, it } from 'vitest';
import { ClientChangesSchema, NewClientSchema } from '#domain/client/client-input.ts';
import { whileEditing } from '#domain/client/edit-lock.ts';
import { makeHandler as makeArchive } from '../../../functions/api/archive-client/handler.ts';
import { makeHandler as makeCreate } from '../../../functions/api/create-client/handler.ts';
import { makeHandler as makeUpdate } from '../../../functions/api/update-client/handler.ts';
import { aClient, aConnection, aUser, FIRM_ID } from '../../support/builders.ts';
import { editWorld, type EditWorld } from '../../support/edit-world.ts';

const caller = {
  user: aUser('mia', { role: 'member' }),
  mfa: false,
  sourceIp: '203.0.113.7',
  requestId: 'r',
};
let world: EditWorld;
beforeEach(() => {
  world = editWorld();
});
const create = async (body: unknown) =>
  (await makeCreate(world)({ caller, body: NewClientSchema.parse(body) })).body;
const update = async (clientId: string, body: unknown) =>
  (await makeUpdate(world)({ caller, path: { clientId }, body: ClientChangesSchema.parse(body) })).body;
const archive = async (clientId: string) => (await makeArchive(world)({ caller, path: { clientId } })).body;
const contact = (name: string, email: string, more = {}) => ({ name, email, ...more });
const acts = () => world.audit.events.map(({ action }) => action);

describe('POST /clients', () => {
  it('adds a client; its first contact is primary unless another is flagged', async () => {
    const body = await create({
      name: '  Harbour  Lights ',
      status: 'prospect',
      phone: null,
      contacts: [contact('Ann Lee', 'ann@a.example'), contact('Bo Ray', 'bo@a.example', { isPrimary: true })],
    });
    expect(body).toMatchObject({ name: 'Harbour  Lights', status: 'prospect', managedBy: 'portal' });
    expect(body.contacts.map(({ name, isPrimary }) => [name, isPrimary])).toEqual([
      ['Ann Lee', false],
      ['Bo Ray', true],
    ]);
    const [stored] = await world.all();
    expect(stored).toMatchObject({ clientId: body.clientId, updatedAt: '2026-03-02T18:00:00.000Z' });
    expect(stored).not.toHaveProperty('phone');
    const alone = await create({ name: 'Alone', contacts: [contact('Cy', 'cy@a.example')] });
    expect(alone.contacts[0]?.isPrimary).toBe(true);
    expect(await create({ name: 'Nobody' })).toMatchObject({ gap: 'NO_PRIMARY_CONTACT' });
    expect(world.audit.events[0]).toMatchObject({
      action: 'CLIENT_ADDED',
      details: { clientId: body.clientId },
      actor: { userId: 'mia' },
    });
  });

  it.each([
    ['name', { name: 'çlient  B' }, 'client'],
    ['name', { name: 'Client old' }, 'archived'],
    ['e-mail', { name: 'New', email: 'OFFICE@b.example ' }, 'client'],
    ['e-mail', { name: 'New', contacts: [contact('X', 'Aroha@Example.com')] }, 'client'],
  ])('refuses the %s of another client and names it (%#)', async (same, body, status) => {
    world.clients.seed(FIRM_ID, aClient('b', { name: 'Client b', email: 'office@b.example' }));
    world.clients.seed(FIRM_ID, aClient('old', { status: 'archived', contacts: [] }));
    const failure: unknown = await create(body).catch((error: unknown) => error);
    const clientId = status === 'archived' ? 'old' : 'b';
    expect(failure).toMatchObject({
      kind: 'conflict',
      code: 'CLIENT_EXISTS',
      details: { clientId, name: `Client ${clientId}`, status, same },
    });
    expect((failure as Error).message).toContain(`Client ${clientId}`);
    expect((failure as Error).message.includes('archived')).toBe(status === 'archived');
    expect([await world.all(), acts()]).toMatchObject([{ length: 2 }, []]);
  });

  it('knows nothing of the clients of another firm', async () => {
    world.clients.seed('22222222-2222-4222-8222-222222222222', aClient('b', { name: 'Same' }));
    await expect(create({ name: 'Same' })).resolves.toMatchObject({ name: 'Same' });
  });

  it('adds one of two that come at once', async () => {
    const both = await Promise.allSettled([create({ name: 'Twin' }), create({ name: 'twin' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await world.all()).toHaveLength(1);
  });

  it('says so when somebody else is editing for long', async () => {
    await whileEditing(world, FIRM_ID, async () => {
      await expect(create({ name: 'Late' })).rejects.toMatchObject({
        kind: 'conflict',
        code: 'CLIENTS_BUSY',
      });
    });
    await expect(create({ name: 'Late' })).resolves.toBeDefined();
  });

  const forbidden = ['firmId', 'clientId', 'xpmUuid', 'epoch', 'fence', 'hash', 'listPk', 'pk', 'sk', 'gap'];
  it.each([...forbidden, 'managedBy', 'updatedAt', 'webUrl', 'exportCode', 'role', '__proto__', 'search'])(
    'takes no %s, nowhere',
    (field) => {
      const mass = JSON.parse(`{"name":"A","${field}":"x"}`) as object;
      const nested = { name: 'A', contacts: [JSON.parse(`{"name":"B","${field}":"x"}`)] };
      for (const body of [mass, nested, [mass]]) {
        expect(NewClientSchema.safeParse(body).success).toBe(false);
        expect(ClientChangesSchema.safeParse(body).success).toBe(false);
      }
    },
  );

  it.each([
    ['no name', {}],
    ['an empty name', { name: ' ' }],
    ['a name of accents', { name: '\u0301' }],
    ['a long name', { name: 'x'.repeat(501) }],
    ['a line break', { name: 'a\nb' }],
    ['half a character', { name: 'a\ud800' }],
    ['no e-mail', { name: 'A', email: 'a@b' }],
    ['two e-mails', { name: 'A', email: 'a@b.cc, d@e.ff' }],
    ['another status', { name: 'A', status: 'archived' }],
    ['two primary contacts', { name: 'A', contacts: [1, 2].map(() => ({ name: 'X', isPrimary: true })) }],
    ['201 contacts', { name: 'A', contacts: Array(201).fill({ name: 'X' }) }],
  ])('refuses %s', (_, body) => {
    expect(NewClientSchema.safeParse(body).success).toBe(false);
  });

  it('stores formulas as the text that they are', async () => {
    expect(await create({ name: '=1+1', phone: '+64 9', address: '1 Quay\nAuckland' })).toMatchObject({
      name: '=1+1',
      address: '1 Quay\nAuckland',
    });
  });
});

describe('PATCH and DELETE /clients/{clientId}', () => {
  beforeEach(() => {
    world.clients.seed(FIRM_ID, aClient('a', { phone: '1', city: 'Nelson' }), 'hash');
    world.clients.seed(FIRM_ID, aClient('b', { email: 'b@b.example', contacts: [] }));
  });

  it('changes what is given, takes null away and leaves the rest', async () => {
    const body = await update('a', { name: 'Renamed', phone: null, email: 'a@a.example' });
    expect(body).toMatchObject({ name: 'Renamed', city: 'Nelson', email: 'a@a.example', xpmUuid: 'xpm-a' });
    expect(body).not.toHaveProperty('phone');
    expect(body.contacts).toEqual(aClient('a').contacts);
    expect(await world.clients.storedByIds(FIRM_ID, ['a'])).toEqual([
      { clientId: 'a', xpmUuid: 'xpm-a', archived: false },
    ]);
    expect(acts()).toEqual(['CLIENT_CHANGED']);
  });

  it('keeps the ids of contacts that stay, and refuses foreign ones', async () => {
    const contacts = [
      { name: 'New One', email: 'new@a.example' },
      { contactId: 'c1', name: 'Aroha Owner', email: 'aroha@example.com' },
    ];
    const body = await update('a', { contacts });
    expect(body.contacts.map(({ contactId, isPrimary }) => [contactId === 'c1', isPrimary])).toEqual([
      [false, true],
      [true, false],
    ]);
    for (const ids of [['c9'], ['c1', 'c1']]) {
      const foreign = ids.map((contactId) => ({ contactId, name: 'X' }));
      await expect(update('a', { contacts: foreign })).rejects.toMatchObject({ code: 'CONTACT_UNKNOWN' });
    }
  });

  it('writes nothing when nothing changes', async () => {
    const before = await world.all();
    await update('a', { name: 'Client a', phone: '1' });
    await update('a', {});
    expect([await world.all(), acts()]).toEqual([before, []]);
    expect((await world.clients.storedByIds(FIRM_ID, ['a']))[0]?.hash).toBe('hash');
  });

  it('refuses a name or e-mail that others have, but not one that it shared before', async () => {
    const exists = { code: 'CLIENT_EXISTS', details: { clientId: 'b' } };
    await expect(update('a', { name: 'CLIENT B' })).rejects.toMatchObject(exists);
    await expect(update('a', { email: 'B@b.example' })).rejects.toMatchObject(exists);
    world.clients.seed(FIRM_ID, aClient('twin', { name: 'Client a' }));
    await expect(update('a', { name: 'CLIENT A', city: 'Napier' })).resolves.toMatchObject({
      city: 'Napier',
    });
  });

  it('looks only at what a client comes to share', async () => {
    const exists = { code: 'CLIENT_EXISTS', details: { clientId: 'b', same: 'e-mail' } };
    world.clients.seed(FIRM_ID, aClient('silent', { contacts: [] }));
    await expect(update('silent', { email: 'b@b.example' })).rejects.toMatchObject(exists);
    world.clients.seed(FIRM_ID, aClient('namesake', { name: 'Client a', contacts: [] }));
    await expect(update('namesake', { email: 'own@n.example' })).resolves.toBeDefined();
    world.clients.seed(FIRM_ID, aClient('sharer', { email: 'b@b.example', contacts: [] }));
    const more = { contacts: [contact('Cy', 'cy@s.example')] };
    await expect(update('sharer', more)).resolves.toMatchObject({ email: 'b@b.example' });
  });

  it('archives and restores, each once, erasing nothing', async () => {
    expect(await archive('a')).toMatchObject({
      status: 'archived',
      phone: '1',
      contacts: [{ name: 'Aroha Owner' }],
    });
    await archive('a');
    expect(await update('a', { city: 'Napier' })).toMatchObject({ status: 'archived' });
    expect(await update('a', { status: 'prospect' })).toMatchObject({ status: 'prospect', phone: '1' });
    expect(acts()).toEqual(['CLIENT_ARCHIVED', 'CLIENT_CHANGED', 'CLIENT_RESTORED']);
  });

  it('knows no client of another firm, nor one that is none', async () => {
    for (const act of [update('none', { name: 'X' }), archive('none')]) {
      await expect(act).rejects.toMatchObject({ kind: 'not-found', code: 'CLIENT_NOT_FOUND' });
    }
  });

  it('stands above every run of a connection that is over, and below the next one', async () => {
    world = editWorld(aConnection({ state: 'disconnected', epoch: 4 }));
    const client = aClient('a');
    await world.clients.putSynced(FIRM_ID, client, 'hash', { epoch: 3, fence: 7 });
    await update('a', { name: 'Edited' });
    const sync = (epoch: number) => world.clients.putSynced(FIRM_ID, client, 'hash', { epoch, fence: 99 });
    expect([await sync(3), await sync(5)]).toEqual(['stale', 'written']);
    await expect(update('a', { name: 'Too late' })).rejects.toMatchObject({ code: 'CLIENTS_MANAGED_IN_XPM' });
  });
});

describe.each(['connected', 'broken'] as const)('while %s', (state) => {
  it('nothing is edited, what was added by hand neither', async () => {
    world = editWorld(aConnection({ state }));
    const byHand = aClient('hand');
    delete byHand.xpmUuid;
    world.clients.seed(FIRM_ID, byHand);
    for (const act of [create({ name: 'New' }), update('hand', { name: 'X' }), archive('hand')]) {
      await expect(act).rejects.toMatchObject({ kind: 'conflict', code: 'CLIENTS_MANAGED_IN_XPM' });
    }
    expect([await world.all(), acts()]).toEqual([[byHand], []]);
  });
});
