import { beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '#domain/client/client.ts';
import { duplicateIdOf, clientIdOf } from '#domain/ids.ts';
import type { ClientChange } from '#domain/sync/sync.ts';
import { writeChange } from '#domain/sync/write-change.ts';
import { aClient, FIRM_ID } from '../../../support/builders.ts';
import { InMemoryAuditLog } from '../../../support/fakes/audit-log.ts';
import { InMemoryClientRepository } from '../../../support/fakes/client-repository.ts';
import { InMemoryDuplicateRepository } from '../../../support/fakes/duplicate-repository.ts';

const AT = new Date('2026-03-02T18:00:00.000Z');
const RUN = { firmId: FIRM_ID, syncId: 'SYNC1', epoch: 1, fence: 2 };
const NEWER = { epoch: 1, fence: 3 };
const own = clientIdOf(FIRM_ID, 'xpm-kea');
const next = clientIdOf(FIRM_ID, 'xpm-kea', 1);

const makeDeps = () => ({
  clients: new InMemoryClientRepository(),
  duplicates: new InMemoryDuplicateRepository(),
  audit: new InMemoryAuditLog(),
});
let deps: ReturnType<typeof makeDeps>;
beforeEach(() => {
  deps = makeDeps();
});
const said = { xpmUuid: 'xpm-kea', isProspect: false, details: { name: 'Kea' }, contacts: [] };
const written = (clientId: string): Client => ({
  clientId,
  xpmUuid: 'xpm-kea',
  name: 'Kea',
  status: 'client',
  contacts: [],
  updatedAt: AT.toISOString(),
});
const upsert: ClientChange = { kind: 'upsert', clientId: own, hash: 'said', client: said };
const linking: ClientChange = { ...upsert, clientId: 'hand', linkFrom: own };
const archiving: ClientChange = { kind: 'archive', clientId: own, xpmUuid: 'xpm-kea' };
const write = (change: ClientChange) => writeChange(deps, RUN, change, AT);
const held = (clientId: string) => deps.clients.held(FIRM_ID, clientId);
const keaAt = (clientId: string) => ({ kind: 'client', client: written(clientId), hash: 'said' });
const lost = { name: 'LeaseLostError' };
/** From now on every write finds that the id stands for somebody else. */
const alwaysMoved = () => {
  const calls: string[] = [];
  const moved = (name: string) => () => {
    calls.push(name);
    return Promise.resolve('moved' as const);
  };
  Object.assign(deps.clients, { putSynced: moved('put'), archiveSynced: moved('archive') });
  return calls;
};

function byHand(changes: Partial<Client> = {}): Client {
  const client = aClient('hand', { name: 'Kea', ...changes });
  delete client.xpmUuid;
  return client;
}

describe('a client that changed', () => {
  it('is written under its id', async () => {
    await write(upsert);
    expect(await held(own)).toStrictEqual(keaAt(own));
  });

  it('is written where it was linked to meanwhile', async () => {
    await deps.clients.link(FIRM_ID, own, 'hand', RUN);
    deps.clients.seed(FIRM_ID, aClient('hand', { xpmUuid: 'xpm-kea' }));
    await write(upsert);
    expect(await held('hand')).toStrictEqual(keaAt('hand'));
  });

  it('is added under its next id when its own stands for somebody else', async () => {
    deps.clients.seed(FIRM_ID, aClient(own, { xpmUuid: 'xpm-tui' }));
    await write(upsert);
    expect(await held(next)).toStrictEqual(keaAt(next));
    expect(await held(own)).toMatchObject({ client: { xpmUuid: 'xpm-tui' } });
  });

  it('is followed three times at most', async () => {
    const calls = alwaysMoved();
    await expect(write(upsert)).rejects.toMatchObject(lost);
    expect(calls).toEqual(['put', 'put', 'put']);
  });

  it('is left to the newer sync that wrote it', async () => {
    await deps.clients.putSynced(FIRM_ID, written(own), 'newer', NEWER);
    await expect(write(upsert)).rejects.toMatchObject(lost);
    expect(await held(own)).toMatchObject({ hash: 'newer' });
  });
});

describe('a client that XPM dropped', () => {
  const kea = aClient(own, { xpmUuid: 'xpm-kea' });

  it('is archived where it is', async () => {
    deps.clients.seed(FIRM_ID, kea);
    await write(archiving);
    expect(await held(own)).toMatchObject({ client: { status: 'archived', updatedAt: AT.toISOString() } });
  });

  it('is archived where it was linked to meanwhile', async () => {
    await deps.clients.link(FIRM_ID, own, 'hand', RUN);
    deps.clients.seed(FIRM_ID, aClient('hand', { xpmUuid: 'xpm-kea' }));
    await write(archiving);
    expect(await held('hand')).toMatchObject({ client: { status: 'archived' } });
  });

  it('is nowhere, and nobody is archived, when its id is somebody else’s by now', async () => {
    deps.clients.seed(FIRM_ID, aClient(own, { xpmUuid: 'xpm-tui' }));
    await write(archiving);
    expect(await held(own)).toMatchObject({ client: { status: 'client' } });
    expect(await held(next)).toBeUndefined();
  });

  it('of which a page of an older version names no more than the id is not looked for', async () => {
    await deps.clients.link(FIRM_ID, own, 'hand', RUN);
    deps.clients.seed(FIRM_ID, aClient('hand'));
    deps.clients.held = () => Promise.reject(new Error('looked for'));
    await expect(write({ kind: 'archive', clientId: own })).resolves.toBeUndefined();
  });

  it('is followed three times at most', async () => {
    deps.clients.seed(FIRM_ID, kea);
    const calls = alwaysMoved();
    await expect(write(archiving)).rejects.toMatchObject(lost);
    expect(calls).toEqual(['archive', 'archive', 'archive']);
  });
});

describe('a client that was added here and is XPM’s', () => {
  const duplicateId = duplicateIdOf('hand', own);
  const record = {
    duplicateId,
    status: 'linked',
    reason: 'name-and-email',
    kind: 'added-here',
    automatic: true,
    existing: { clientId: 'hand', name: 'Kea', status: 'client' },
    incoming: { clientId: own, name: 'Kea', status: 'client' },
    foundAt: AT.toISOString(),
    decidedAt: AT.toISOString(),
    decidedBy: null,
    xpmUuid: 'xpm-kea',
    before: { client: byHand() },
    version: 0,
  };
  const kept = () => deps.duplicates.get(FIRM_ID, duplicateId);

  it('keeps its id, and what it was is remembered', async () => {
    deps.clients.seed(FIRM_ID, byHand());
    await write(linking);
    expect(await held('hand')).toStrictEqual(keaAt('hand'));
    expect(await held(own)).toStrictEqual({ kind: 'link', linkedTo: 'hand' });
    expect(await kept()).toStrictEqual(record);
    expect(deps.audit.events).toStrictEqual([
      {
        firmId: FIRM_ID,
        at: AT.toISOString(),
        action: 'DUPLICATE_LINKED',
        actor: 'system',
        source: 'sync-firm',
        result: 'success',
        details: { duplicateId, clientId: 'hand', linkedId: own, syncId: 'SYNC1' },
      },
    ]);
  });

  it('is remembered with its e-mail, and with what a sync last said of it', async () => {
    const before = byHand({ email: 'kea@x.example' });
    deps.clients.seed(FIRM_ID, before, 'said before');
    await write(linking);
    expect(await kept()).toStrictEqual({
      ...record,
      existing: { ...record.existing, email: 'kea@x.example' },
      before: { client: before, hash: 'said before' },
    });
  });

  it('is linked again, and remembered as it was, when the first time was cut off', async () => {
    deps.clients.seed(FIRM_ID, byHand());
    await write(linking);
    deps.clients.forget(FIRM_ID, own);
    await write(linking);
    expect(await held(own)).toStrictEqual({ kind: 'link', linkedTo: 'hand' });
    expect(await kept()).toStrictEqual(record);
  });

  it.each([
    ['is gone', () => Promise.resolve()],
    ['was linked itself', () => deps.clients.link(FIRM_ID, 'hand', 'third', RUN)],
    ['is another client of XPM by now', () => deps.clients.putSynced(FIRM_ID, aClient('hand'), 'other', RUN)],
  ])('but %s: XPM’s is added under its own id', async (_what, arrange) => {
    await arrange();
    const before = await held('hand');
    await write(linking);
    expect([await held('hand'), await held(own)]).toStrictEqual([before, keaAt(own)]);
    expect([await kept(), deps.audit.events]).toEqual([undefined, []]);
  });

  it.each(['open', 'kept-apart'] as const)('but an admin said that they are two: %s', async (status) => {
    deps.clients.seed(FIRM_ID, byHand());
    await write(linking);
    const { version } = (await kept())!;
    deps = { ...deps, clients: new InMemoryClientRepository(), audit: new InMemoryAuditLog() };
    deps.clients.seed(FIRM_ID, byHand());
    await deps.duplicates.save(FIRM_ID, { ...(await kept())!, status, version });
    await write(linking);
    expect([await held('hand'), await held(own)]).toStrictEqual([
      { kind: 'client', client: byHand() },
      keaAt(own),
    ]);
    expect(deps.audit.events).toEqual([]);
  });

  it('but became somebody else’s in that moment: the link is open again', async () => {
    deps.clients.seed(FIRM_ID, byHand());
    const put = deps.clients.putSynced.bind(deps.clients);
    deps.clients.putSynced = (...given) =>
      given[4] === 'by-hand' ? Promise.resolve('moved') : put(...given);
    await write(linking);
    expect([await held('hand'), await held(own)]).toStrictEqual([
      { kind: 'client', client: byHand() },
      keaAt(own),
    ]);
    const { before, ...rest } = record;
    expect(before.client).toStrictEqual(byHand());
    expect(await kept()).toStrictEqual({
      ...rest,
      status: 'open',
      automatic: false,
      decidedAt: null,
      version: 1,
    });
  });

  it('waits when a newer sync has the other id', async () => {
    deps.clients.seed(FIRM_ID, byHand());
    await deps.clients.putSynced(FIRM_ID, written(own), 'newer', NEWER);
    await expect(write(linking)).rejects.toMatchObject(lost);
    expect(deps.audit.events).toEqual([]);
  });
});
