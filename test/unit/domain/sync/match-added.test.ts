import { beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '#domain/client/client.ts';
import type { ClientRow } from '#domain/client/ports.ts';
import type { Incoming } from '#domain/duplicate/duplicate.ts';
import { AddedInDelta, AddedToFirm, incomingOf } from '#domain/sync/match-added.ts';
import { aClient, FIRM_ID } from '../../../support/builders.ts';
import { InMemoryClientRepository } from '../../../support/fakes/client-repository.ts';

let clients: InMemoryClientRepository;
beforeEach(() => {
  clients = new InMemoryClientRepository();
});

function byHand(clientId: string, changes: Partial<Client> = {}): Client {
  const client = aClient(clientId, { name: 'Kea', contacts: [], ...changes });
  delete client.xpmUuid;
  return client;
}
const seed = (...all: Client[]) => {
  for (const client of all) clients.seed(FIRM_ID, client);
};
const incoming = (clientId: string, changes: Partial<Incoming> = {}): Incoming => ({
  clientId,
  xpmUuid: `xpm-${clientId}`,
  name: 'KEA',
  status: 'client',
  emails: ['kea@x.example'],
  ...changes,
});
const toFirm = async () => {
  const stored = [];
  for await (const one of clients.stored(FIRM_ID)) stored.push(one);
  return new AddedToFirm(clients, FIRM_ID, stored);
};

describe('who comes in', () => {
  const details = { name: 'Kea' };
  const one = { xpmUuid: 'xpm', isProspect: false, details, contacts: [] };

  it('is known by name, and by e-mails if there are any', () => {
    expect(incomingOf('own', one)).toStrictEqual({
      clientId: 'own',
      xpmUuid: 'xpm',
      name: 'Kea',
      status: 'client',
      emails: [],
    });
  });

  it('is known by all its e-mails, however they are written', () => {
    const contact = { contactId: 'c', name: 'Ann', email: 'ANN@x.example', flaggedPrimary: true };
    const webUrl = 'https://xpm.example/kea';
    expect(
      incomingOf('own', {
        ...one,
        isProspect: true,
        details: { ...details, email: ' Kea@x.example', webUrl },
        contacts: [contact],
      }),
    ).toStrictEqual({
      clientId: 'own',
      xpmUuid: 'xpm',
      name: 'Kea',
      status: 'prospect',
      email: ' Kea@x.example',
      webUrl,
      emails: ['kea@x.example', 'ann@x.example'],
    });
  });
});

describe('beside a whole firm', () => {
  it('all who have the name are proposed, however many, and of those with an e-mail ten', async () => {
    seed(...Array.from({ length: 12 }, (_, n) => byHand(`name-${String(n)}`)));
    const added = await toFirm();
    expect(await added.place(incoming('own'))).toBeUndefined();
    expect(await added.finish([])).toHaveLength(12);
    clients = new InMemoryClientRepository();
    seed(byHand('hand', { name: 'Bookkeeper', email: 'kea@x.example' }));
    const others = await toFirm();
    for (let n = 0; n < 12; n += 1) await others.place(incoming(`own-${String(n)}`, { name: String(n) }));
    expect(await others.finish([])).toHaveLength(10);
    clients = new InMemoryClientRepository();
    seed(byHand('hand'));
    const namesakes = await toFirm();
    for (let n = 0; n < 12; n += 1) await namesakes.place(incoming(`own-${String(n)}`, { emails: [] }));
    expect(await namesakes.finish([])).toHaveLength(12);
  });

  it('the one who has name and e-mail is it, once', async () => {
    seed(byHand('hand', { email: 'kea@x.example' }), byHand('other'));
    const added = await toFirm();
    expect(await added.place(incoming('own'))).toMatchObject({ clientId: 'hand' });
    expect(await added.place(incoming('twin'))).toBeUndefined();
    expect((await added.finish([])).map(({ existing, reason }) => [existing.clientId, reason])).toEqual([
      ['hand', 'name-and-email'],
      ['other', 'name'],
    ]);
  });

  it('those whom XPM dropped and those archived are proposed, each once; links are nobody', async () => {
    seed(aClient('gone', { name: 'Kea' }), aClient('old', { name: 'Kea', status: 'archived' }));
    seed(byHand('away', { status: 'archived' }), aClient('still', { name: 'Kea' }));
    await clients.link(FIRM_ID, 'led', 'still', { epoch: 1, fence: 1 });
    const added = await toFirm();
    await added.place(incoming('own'));
    expect((await added.finish(['gone', 'old'])).map(({ existing }) => existing.clientId)).toEqual([
      'gone',
      'old',
      'away',
    ]);
  });

  it('nobody is looked for when nobody was added', async () => {
    seed(aClient('old', { status: 'archived' }));
    const added = await toFirm();
    const asked: unknown[] = [];
    const likenesses = clients.likenesses.bind(clients);
    clients.likenesses = (firmId, ids) => {
      asked.push(ids);
      return likenesses(firmId, ids);
    };
    expect(await added.finish(['gone'])).toEqual([]);
    expect(asked).toEqual([[]]);
  });
});

describe('in a delta', () => {
  const proposals = async (one = incoming('own')) => {
    const added = new AddedInDelta(clients, FIRM_ID);
    const placed = await added.place(one);
    return { placed, proposed: await added.finish([]) };
  };

  it('namesakes are asked for, and told with what they have', async () => {
    const contact = { contactId: 'c', name: 'Ann', email: 'ann@x.example', isPrimary: true };
    seed(
      byHand('bare'),
      aClient('old', { name: 'Kea', status: 'archived', email: 'Old@x.example', contacts: [contact] }),
      aClient('current', { name: 'Kea' }),
    );
    const { placed, proposed } = await proposals();
    expect(placed).toBeUndefined();
    expect(proposed.map(({ existing, reason }) => ({ ...existing, reason }))).toStrictEqual([
      { clientId: 'bare', name: 'Kea', status: 'client', emails: [], reason: 'name' },
      {
        clientId: 'old',
        xpmUuid: 'xpm-old',
        name: 'Kea',
        status: 'archived',
        email: 'Old@x.example',
        emails: ['old@x.example', 'ann@x.example'],
        reason: 'name',
      },
    ]);
  });

  it('one e-mail of several is enough', async () => {
    const contact = { contactId: 'c', name: 'Ann', email: 'other@x.example', isPrimary: true };
    seed(byHand('hand', { email: 'KEA@x.example', contacts: [contact] }));
    expect((await proposals()).placed).toMatchObject({ clientId: 'hand' });
  });

  it('an archived one is proposed, never taken', async () => {
    seed(byHand('hand', { status: 'archived', email: 'kea@x.example' }));
    const { placed, proposed } = await proposals();
    expect([placed, proposed.map(({ reason }) => reason)]).toEqual([undefined, ['name-and-email']]);
  });

  it.each([
    [
      'was renamed',
      () => {
        seed(byHand('hand', { name: 'Tui' }));
      },
    ],
    [
      'is gone',
      () => {
        clients.forget(FIRM_ID, 'hand');
      },
    ],
    [
      'was linked',
      () => {
        void clients.link(FIRM_ID, 'hand', 'third', { epoch: 1, fence: 1 });
      },
    ],
  ])('who %s since the list was read is nobody', async (_what, change) => {
    seed(byHand('hand'));
    const rows: ClientRow[] = await clients.named(FIRM_ID, 'kea');
    clients.named = () => Promise.resolve(rows);
    change();
    expect(await proposals()).toEqual({ placed: undefined, proposed: [] });
  });

  it('those whom XPM dropped are proposed, and no others', async () => {
    seed(aClient('gone', { name: 'Kea' }), aClient('still', { name: 'Kea' }));
    const added = new AddedInDelta(clients, FIRM_ID);
    await added.place(incoming('own'));
    expect((await added.finish(['gone'])).map(({ existing }) => existing.clientId)).toEqual(['gone']);
  });
});
