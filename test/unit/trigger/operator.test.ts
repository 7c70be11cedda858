import { beforeEach, describe, expect, it } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { contract as createContract } from '../../../functions/trigger/create-firm/contract.ts';
import { makeHandler as makeCreate } from '../../../functions/trigger/create-firm/handler.ts';
import { contract as runContract } from '../../../functions/trigger/run-sync/contract.ts';
import { makeHandler as makeRun } from '../../../functions/trigger/run-sync/handler.ts';
import { makeHandler as makeFindDue } from '../../../functions/workflow/dispatch-due-syncs/find-due-firms/handler.ts';
import { aConnection, aRun, FIRM_ID } from '../../support/builders.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { InMemoryFirmRepository } from '../../support/fakes/firm-repository.ts';
import { RecordingSyncLauncher } from '../../support/fakes/sync-launcher.ts';
import { InMemorySyncRepository } from '../../support/fakes/sync-repository.ts';
import { FakeClock, SequentialIds } from '../../support/fakes/system.ts';
import { InMemoryUserDirectory } from '../../support/fakes/user-directory.ts';
import { InMemoryUserRepository } from '../../support/fakes/user-repository.ts';

function makeDeps() {
  let dispatched = 0;
  return {
    connections: new InMemoryConnectionRepository(),
    syncs: new InMemorySyncRepository(),
    launcher: new RecordingSyncLauncher(),
    dispatcher: {
      start: () => {
        dispatched += 1;
        return Promise.resolve();
      },
    },
    dispatches: () => dispatched,
    firms: new InMemoryFirmRepository(),
    users: new InMemoryUserRepository(),
    directory: new InMemoryUserDirectory(),
    audit: new InMemoryAuditLog(),
    clock: new FakeClock(),
    ids: new SequentialIds(),
  };
}
let deps: ReturnType<typeof makeDeps>;
beforeEach(() => {
  deps = makeDeps();
});
const firmId = (index: number) => `11111111-1111-4111-8111-${String(index).padStart(12, '0')}`;
const aPractice = (index: number) => ({ tenantId: `t${String(index)}`, connectionId: 'c', name: null });

describe('run-sync', () => {
  const run = (event: unknown) => makeRun(deps)(runContract.input.parse(event));

  it('starts the sync of one firm, or says which one is running', async () => {
    deps.connections.seed(aConnection());
    const first = await run({ firmId: FIRM_ID, mode: 'full' });
    expect(first).toMatchObject({ started: [{ firmId: FIRM_ID }], running: [] });
    expect(deps.launcher.started).toMatchObject([{ trigger: 'operator', requestedMode: 'full' }]);
    expect(await run({ firmId: FIRM_ID })).toMatchObject({ started: [], running: first.started });
    expect(deps.audit.events).toHaveLength(1);
  });

  it('refuses a firm that is not connected, and events that ask for nothing or for both', async () => {
    await expect(run({ firmId: FIRM_ID })).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    for (const event of [{}, { all: false }, { all: true, firmId: FIRM_ID }, { firmId: 'x' }]) {
      expect(runContract.input.safeParse(event).success).toBe(false);
    }
  });

  it('makes all connected firms due and starts the dispatch once', async () => {
    for (let index = 0; index < 600; index += 1) {
      deps.connections.seed(aConnection({ firmId: firmId(index), practice: aPractice(index) }));
    }
    deps.connections.seed(aConnection({ firmId: firmId(600), practice: aPractice(600), run: aRun() }));
    expect(await run({ all: true })).toEqual({
      started: [],
      running: [{ firmId: firmId(600), syncId: 'SYNC1' }],
      due: 600,
    });
    expect(deps.dispatches()).toBe(1);

    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<ReturnType<typeof makeFindDue>>> = await makeFindDue(deps)({ cursor });
      expect(page.due.length).toBeLessThanOrEqual(250);
      found.push(...page.due.map((due) => due.syncId));
      cursor = page.cursor;
    } while (cursor !== null);
    expect(new Set(found).size).toBe(600);
  });

  it('finds how many firms are due, and how long the one that waits longest has been', async () => {
    const told: object[] = [];
    const look = (cursor: string | null = null) =>
      makeFindDue(deps, (found) => void told.push(found))({ cursor });
    await look();
    for (const [index, dueAt] of ['2026-03-02T17:50:00.000Z', '2026-03-02T16:30:00.000Z'].entries()) {
      deps.connections.seed(aConnection({ firmId: firmId(index), practice: aPractice(index), dueAt }));
    }
    await look();
    expect(told).toEqual([
      { firms: 0, secondsOverdue: 0 },
      { firms: 2, secondsOverdue: 5_400 },
    ]);
  });

  it('finds the same when no place was free at the first look', async () => {
    deps.connections.seed(aConnection({ dueAt: '2026-03-02T16:30:00.000Z' }));
    const told: object[] = [];
    await makeFindDue(deps, (found) => void told.push(found))({ cursor: '' });
    expect(told).toEqual([{ firms: 1, secondsOverdue: 5_400 }]);
  });

  it('names a due sync the same however often its slot is delivered', async () => {
    deps.connections.seed(aConnection({ dueAt: '2026-03-02T17:00:00.000Z' }));
    const [first, again] = [
      await makeFindDue(deps)({ cursor: null }),
      await makeFindDue(deps)({ cursor: null }),
    ];
    expect(first.due).toHaveLength(1);
    expect(again).toEqual(first);
    expect(first.due[0]).toMatchObject({ slot: '2026-03-02T17:00:00.000Z', trigger: 'schedule' });
    expect(first.due[0]?.syncId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });
});

describe('create-firm', () => {
  const event = {
    name: 'Kauri Accounting',
    users: [
      { email: 'Ada@Example.com', name: 'Ada', role: 'admin' },
      { email: 'mia@example.com', name: 'Mia', role: 'member' },
    ],
  };
  const create = (input: unknown = event) => makeCreate(deps)(createContract.input.parse(input));

  it('makes the firm, invites its users and may be repeated', async () => {
    const made = await create();
    expect(made.users.map(({ email }) => email)).toEqual(['ada@example.com', 'mia@example.com']);
    expect(await deps.firms.get(made.firmId)).toMatchObject({
      name: 'Kauri Accounting',
      timeZone: 'Pacific/Auckland',
      syncTimes: ['06:00', '18:00'],
      membersMaySync: false,
    });
    const [ada] = await deps.users.list(made.firmId);
    if (ada === undefined) throw new Error('no user');
    await deps.users.put({ ...ada, active: false });

    expect(await create()).toEqual(made);
    expect(await deps.users.list(made.firmId)).toHaveLength(2);
    expect((await deps.users.get(made.firmId, ada.userId))?.active).toBe(false);
    expect(deps.audit.events.map(({ action }) => action)).toEqual(['FIRM_CREATED']);
  });

  it('gives the firm its seats, and changes them when repeated with another number', async () => {
    const { firmId } = await create({ ...event, seats: 3 });
    const seats = async () => (await deps.firms.get(firmId))?.seats;
    expect(await seats()).toBe(3);
    await create();
    expect(await seats()).toBe(3);
    for (const many of [5, 5]) await create({ ...event, seats: many });
    expect(await seats()).toBe(5);
    expect(deps.audit.events.map(({ action, details }) => ({ action, ...details }))).toEqual([
      { action: 'FIRM_CREATED', users: 2, seats: 3 },
      { action: 'SEATS_CHANGED', seats: 5, before: 3 },
    ]);
  });

  it('finishes what was left undone when an invitation failed', async () => {
    const invite = deps.directory.invite.bind(deps.directory);
    let calls = 0;
    deps.directory.invite = (user) => {
      calls += 1;
      return calls === 2
        ? Promise.reject(new DomainError('conflict', 'EMAIL_TAKEN', 'Taken.'))
        : invite(user);
    };
    await expect(create()).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
    const made = await create();
    expect(await deps.users.list(made.firmId)).toHaveLength(2);
  });

  it.each([
    ['no users', { ...event, users: [] }],
    ['no admin', { ...event, users: [event.users[1]] }],
    [
      'an e-mail twice',
      { ...event, users: [event.users[0], { ...event.users[0], email: 'ada@example.com' }] },
    ],
    ['an unknown time zone', { ...event, timeZone: 'Middle/Earth' }],
    ['no name', { ...event, name: '  ' }],
    ['fewer seats than users', { ...event, seats: 1 }],
    ['half a seat', { ...event, seats: 2.5 }],
    ['an unknown field', { ...event, firmId: 'x' }],
  ])('refuses %s', (_what, input) => {
    expect(createContract.input.safeParse(input).success).toBe(false);
  });
});
