import { beforeEach, describe, expect, it } from 'vitest';
import { contract as eraseContract } from '../../../functions/trigger/erase-firm/contract.ts';
import { makeHandler as makeErase } from '../../../functions/trigger/erase-firm/handler.ts';
import { contract as exportContract } from '../../../functions/trigger/export-firm/contract.ts';
import { makeHandler as makeExport } from '../../../functions/trigger/export-firm/handler.ts';
import { aConnection, aFirm, aUser, FIRM_ID } from '../../support/builders.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { InMemoryFirmData } from '../../support/fakes/firm-data.ts';
import { FakeClock } from '../../support/fakes/system.ts';
import { InMemoryUserDirectory } from '../../support/fakes/user-directory.ts';

const USERS = ['ada', 'ben', 'mia'];
const CLIENTS = 1_200;
const NAME = aFirm().name;

/** A firm with three users and 1,200 clients. */
function makeDeps() {
  const data = new InMemoryFirmData();
  data.put(FIRM_ID, 'FIRM', '');
  for (const userId of USERS) data.put(FIRM_ID, 'USER', userId);
  for (let index = 0; index < CLIENTS; index += 1) data.put(FIRM_ID, 'CLIENT', `c${String(index)}`);
  const has = (name: string) => data.names(FIRM_ID).includes(name);
  return {
    data,
    eraser: data,
    reader: data,
    firms: { get: () => Promise.resolve(has('FIRM') ? aFirm() : undefined) },
    users: {
      list: () =>
        Promise.resolve(USERS.filter((userId) => has(`USER#${userId}`)).map((userId) => aUser(userId))),
    },
    directory: new InMemoryUserDirectory(),
    connections: new InMemoryConnectionRepository(),
    audit: new InMemoryAuditLog(),
    clock: new FakeClock('2026-03-02T18:00:00.000Z'),
  };
}
let deps: ReturnType<typeof makeDeps>;
beforeEach(() => {
  deps = makeDeps();
});
const erase = (name = NAME) => makeErase(deps)(eraseContract.input.parse({ firmId: FIRM_ID, name }));
const ended = (at: string, changes = {}) =>
  aConnection({ state: 'disconnected', disconnect: { cause: 'disconnected-here', at }, ...changes });
const untouched = () => {
  expect(deps.data.names(FIRM_ID)).toHaveLength(1 + USERS.length + CLIENTS);
  expect(deps.directory.removed.size).toBe(0);
  expect(deps.audit.events).toEqual([]);
};

describe('erase-firm', () => {
  it('takes sign-ins, connection and records away, and leaves the audit log, which says so', async () => {
    deps.connections.seed(ended('2026-03-02T17:40:00.000Z'));
    expect(await erase()).toEqual({ users: 3, records: CLIENTS, done: true });
    expect(deps.data.names(FIRM_ID)).toEqual([]);
    expect([...deps.directory.removed].sort()).toEqual(USERS);
    expect(deps.audit.events).toMatchObject([
      { action: 'FIRM_ERASED', actor: 'system', details: { users: 3, records: CLIENTS } },
    ]);
    expect(await erase()).toEqual({ users: 0, records: 0, done: true });
    expect(deps.audit.events).toHaveLength(1);
  });

  it.each([
    ['is connected', aConnection(), 'FIRM_CONNECTED'],
    [
      'waits for Xero to be told',
      ended('2026-03-01T00:00:00.000Z', { cleanupPending: true }),
      'FIRM_CONNECTED',
    ],
    ['was disconnected within 20 minutes', ended('2026-03-02T17:40:00.001Z'), 'FIRM_JUST_DISCONNECTED'],
  ])('refuses a firm that %s', async (_what, connection, code) => {
    deps.connections.seed(connection);
    await expect(erase()).rejects.toMatchObject({ code });
    untouched();
  });

  it('refuses an id whose firm has another name', async () => {
    await expect(erase('Kauri Account')).rejects.toMatchObject({ code: 'FIRM_NAME_DIFFERS' });
    untouched();
  });

  it('goes on where it was cut off, wherever that was', async () => {
    for (let calls = 0, done = false; !done; calls += 1) {
      deps = makeDeps();
      deps.data.callsLeft = calls;
      done = await erase().then(
        () => true,
        () => false,
      );
      deps.data.callsLeft = Infinity;
      expect(await erase()).toMatchObject({ done: true });
      expect(deps.data.names(FIRM_ID)).toEqual([]);
      expect([...deps.directory.removed].sort()).toEqual(USERS);
      expect(deps.audit.events.length).toBeGreaterThanOrEqual(1);
      expect(calls).toBeLessThan(50);
    }
  });

  it('nobody can sign in any more once the first record goes', async () => {
    deps.data.callsLeft = USERS.length + 1;
    await expect(erase()).rejects.toThrow('killed');
    expect(deps.directory.removed.size).toBe(USERS.length);
    expect(deps.data.names(FIRM_ID)).toHaveLength(1 + CLIENTS);
  });

  it('ends before its caller gives up, and says that there is more', async () => {
    const erase500 = deps.data.eraseRecords.bind(deps.data);
    deps.data.eraseRecords = (firmId, limit) => {
      deps.clock.advance(30_000);
      return erase500(firmId, limit);
    };
    expect(await erase()).toEqual({ users: 3, records: 1_000, done: false });
    expect(await erase()).toEqual({ users: 0, records: 200, done: true });
  });
});

describe('export-firm', () => {
  const page = (input: object) => makeExport(deps)(exportContract.input.parse({ firmId: FIRM_ID, ...input }));

  it('gives every record, page by page, and is recorded once', async () => {
    let cursor: string | null = null;
    let records = 0;
    do {
      const read: Awaited<ReturnType<typeof page>> = await page({ cursor });
      records += read.records.length;
      cursor = read.cursor;
    } while (cursor !== null);
    expect(records).toBe(1 + USERS.length + CLIENTS);
    expect(deps.audit.events.map(({ action }) => action)).toEqual(['FIRM_EXPORTED']);
  });
});
