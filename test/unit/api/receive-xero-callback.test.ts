import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { XeroUnavailableError } from '#domain/connection/errors.ts';
import { hashOf } from '#domain/connection/oauth-secrets.ts';
import { LogEvent } from '#runtime/log-events.ts';
import { logger } from '#runtime/logger.ts';
import { parseCallback } from '../../../functions/api/receive-xero-callback/parse-callback.ts';
import {
  ADMIN,
  connectionOf,
  connectionWorld,
  FIRM,
  OTHER_FIRM,
  xeroConnection,
} from '../../support/connection-world.ts';
import type { ConnectionWorld } from '../../support/connection-world.ts';
import { callback, connect, CONNECTED, refusal, start } from '../../support/oauth-browser.ts';

let world: ConnectionWorld;
beforeEach(async () => {
  world = await connectionWorld();
  world.identity.listed = [xeroConnection('a')];
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('finishing a connection', () => {
  it('connects the practice, starts the first sync and leaves a trail', async () => {
    expect(await connect(world)).toBe(CONNECTED);
    const connection = await world.connections.get(FIRM);
    expect(connection).toMatchObject({
      state: 'connected',
      epoch: 1,
      practice: { tenantId: 'tenant-a', connectionId: 'connection-a', name: 'Practice a' },
      connectedBy: { userId: ADMIN.userId, name: ADMIN.name },
      run: { trigger: 'first', requestedMode: 'full', phase: 'queued' },
    });
    expect(world.launcher.started).toMatchObject([{ firmId: FIRM, trigger: 'first', requestedMode: 'full' }]);
    expect((await world.vault.load(FIRM))?.tokens.refreshToken).toBe('refresh-1');
    // Auckland, 3 March, 07:00: the evening's slot, with the firm's offset.
    expect(connection?.dueAt).toMatch(/^2026-03-03T05:\d\d:00\.000Z$/);
    expect(world.audit.events.map(({ action, result }) => `${action} ${result}`)).toEqual([
      'CONNECT_STARTED success',
      'CONNECT_COMPLETED success',
    ]);
    expect(world.audit.events.at(-1)).toMatchObject({
      actor: { userId: ADMIN.userId, name: ADMIN.name },
      details: { tenantId: 'tenant-a' },
    });
    expect(JSON.stringify(world.audit.events)).not.toMatch(/good-code|refresh-1/);
  });

  it('takes an admin with MFA straight to the clients', async () => {
    world.directory.withMfa.add(ADMIN.userId);
    expect(await connect(world)).toBe('https://portal.example/clients/manage?connection=connected');
  });

  it('mails every active user once, and is connected although the mails fail', async () => {
    await world.users.put({ ...ADMIN, userId: 'bo', email: 'bo@example.com', role: 'member' });
    await world.users.put({ ...ADMIN, userId: 'old', email: 'old@example.com', active: false });
    expect(await connect(world)).toBe(CONNECTED);
    expect(world.mailer.sent.map(({ to }) => to)).toEqual(['ada@example.com', 'bo@example.com']);
    const reminders = world.outbox.all().filter(({ state }) => state === 'pending');
    expect(reminders.map(({ mail }) => mail.mailId)).toEqual([
      ...['mfa/1/admin-1/day-3', 'mfa/1/admin-1/day-7', 'mfa/1/bo/day-3', 'mfa/1/bo/day-7'],
    ]);

    const other = await connectionWorld();
    other.identity.listed = [xeroConnection('a')];
    other.outbox.put = () => Promise.reject(new Error('down'));
    expect(await connect(other)).toBe(CONNECTED);
    expect(other.launcher.started).toHaveLength(1);
  });

  it('is connected, says so in the log, and asks for a factor, when mails and sign-in service fail', async () => {
    const log = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    world.outbox.put = () => Promise.reject(new Error('down'));
    world.directory.hasMfa = () => Promise.reject(new Error('no answer'));
    expect(await connect(world)).toBe(CONNECTED);
    expect(log.mock.calls).toEqual([
      [LogEvent.HANDLE_REQUEST_FAILED, { failure: expect.objectContaining({ name: 'Error' }) }],
    ]);
  });

  it('mails nobody when it is refused', async () => {
    await callback(world, { error: 'access_denied', state: (await start(world)).state }, undefined);
    expect(world.outbox.all()).toEqual([]);
  });

  it('is connected although the first sync does not start, and the schedule starts it soon', async () => {
    world.launcher.failNextStart = new Error('no answer');
    expect(await connect(world)).toBe(CONNECTED);
    const connection = await world.connections.get(FIRM);
    expect(connection?.run).toBeUndefined();
    expect(Date.parse(connection?.dueAt ?? '') - world.clock.now().getTime()).toBe(7 * 60_000);
  });

  it.each([
    ['a cancelled consent', { error: 'access_denied' }, 'cancelled'],
    ['another refusal of Xero', { error: 'server_error' }, 'refused'],
    ['neither code nor error', {}, 'refused'],
    ['a code beside an error', { code: 'good', error: 'server_error' }, 'refused'],
    ['a bad code', { code: 'bad' }, 'expired'],
  ])('%s is told apart', async (_name, query, code) => {
    const { state, cookie } = await start(world);
    expect(await callback(world, { ...query, state }, cookie)).toBe(refusal(code));
    expect(world.audit.events.at(-1)).toMatchObject({
      action: 'CONNECT_REFUSED',
      actor: { userId: ADMIN.userId },
      result: 'failure',
      details: { outcome: code },
    });
    expect(world.identity.calls.includes('exchange')).toBe(code === 'expired');
    expect(await world.vault.load(FIRM)).toBeUndefined();
  });

  it('says that Xero does not answer', async () => {
    world.identity.fail.set('connections', [new XeroUnavailableError()]);
    expect(await connect(world)).toBe(refusal('xero-unavailable'));
  });

  it('ends in the portal even when something of ours breaks', async () => {
    world.identity.fail.set('exchange', [new Error('canary')]);
    expect(await connect(world)).toBe(refusal('failed'));
    world.transactions.consume = () => Promise.reject(new Error('canary'));
    expect(await connect(world)).toBe(refusal('failed'));
  });

  it('refuses while connected, before anything is asked of Xero', async () => {
    const begun = await start(world);
    world.connections.seed(connectionOf());
    expect(await callback(world, { code: 'good', state: begun.state }, begun.cookie)).toBe(
      refusal('already-connected'),
    );
    expect(world.identity.calls).toEqual(['consentUrl']);
  });
});

describe('only the admin who started it can finish it', () => {
  it('is refused to who is not known any more, or belongs to another firm by now', async () => {
    const found = [undefined, { ...ADMIN, firmId: OTHER_FIRM }];
    const begun = [await start(world), await start(world)];
    for (const [index, { state, cookie }] of begun.entries()) {
      world.users.get = () => Promise.resolve(found[index]);
      expect(await callback(world, { code: 'good', state }, cookie)).toBe(refusal('not-admin'));
    }
    expect(world.audit.events.slice(-2)).toMatchObject([
      { actor: { name: '' } },
      { actor: { name: ADMIN.name } },
    ]);
  });

  it.each(['a', 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(43)}\n`, `${'a'.repeat(42)}+`])(
    'is no state of ours: %j',
    (state) => {
      expect(parseCallback({ state })).toBeUndefined();
    },
  );

  const states = [
    'absent',
    'empty',
    'unknown',
    'expired',
    'used',
    'other-user',
    'other-firm',
    'repeated',
    'huge',
    'right',
  ];
  const cookies = ['none', 'wrong', 'other-browser', 'right'];
  const codes = ['absent', 'repeated', 'error', 'other', 'used', 'right'];
  const starters = ['admin', 'demoted', 'disabled', 'lost-mfa', 'moved'];

  async function cell(state: string, cookie: string, code: string, starter: string) {
    const w = await connectionWorld();
    w.identity.listed = [xeroConnection('a')];
    if (starter === 'lost-mfa') w.directory.withMfa.clear();
    const mine = await start(w);
    const elsewhere = await start(w);
    const foreignUser = 'f'.repeat(43);
    const owner = state === 'other-firm' ? OTHER_FIRM : FIRM;
    const foreign = { userId: 'admin-2', cookieHash: hashOf('theirs'), confirmPracticeChange: false };
    const expiresAt = new Date(w.clock.now().getTime() + 600_000);
    await w.transactions.create({ stateHash: hashOf(foreignUser), firmId: owner, expiresAt, ...foreign });
    if (state === 'used') await w.transactions.consume(hashOf(mine.state), w.clock.now());
    if (state === 'expired') w.clock.advance(600_000);
    const demoted = { demoted: { role: 'member' as const }, disabled: { active: false } };
    if (starter === 'demoted' || starter === 'disabled') await w.users.put({ ...ADMIN, ...demoted[starter] });
    if (starter === 'moved') await w.users.put({ ...ADMIN, firmId: OTHER_FIRM });
    if (starter === 'moved')
      w.users.get = (firmId) => Promise.resolve(firmId === OTHER_FIRM ? ADMIN : undefined);
    const stateValue: Record<string, unknown> = {
      absent: undefined,
      empty: '',
      unknown: 'u'.repeat(43),
      'other-user': foreignUser,
      'other-firm': foreignUser,
      repeated: [mine.state, mine.state],
      huge: 'x'.repeat(4096),
    };
    const codeValue: Record<string, unknown> = {
      absent: undefined,
      repeated: ['good-1', 'good-1'],
      // Xero decides about these: a used code and another transaction's.
      other: 'bad-other',
      used: 'bad-used',
      right: 'good-code',
    };
    const cookieValue: Record<string, string> = {
      wrong: 'w'.repeat(43),
      'other-browser': elsewhere.cookie,
      right: mine.cookie,
    };
    const query = {
      state: state in stateValue ? stateValue[state] : mine.state,
      ...(code === 'error' ? { error: 'access_denied' } : { code: codeValue[code] }),
    };
    const location = await callback(w, query, cookieValue[cookie]);
    return {
      location,
      exchanged: w.identity.calls.includes('exchange'),
      stored: (await w.vault.load(FIRM)) !== undefined || (await w.vault.load(OTHER_FIRM)) !== undefined,
    };
  }

  it('of 1,200 combinations, 6 reach Xero (3 for an admin with or without MFA) and 2 store tokens', async () => {
    const exchanged: string[] = [];
    const stored: string[] = [];
    const places = new Set<string>();
    let cells = 0;
    for (const state of states)
      for (const cookie of cookies)
        for (const code of codes)
          for (const starter of starters) {
            const result = await cell(state, cookie, code, starter);
            const name = [state, cookie, code, starter].join(' ');
            if (result.exchanged) exchanged.push(name);
            if (result.stored) stored.push(name);
            places.add(result.location);
            cells += 1;
          }
    expect(cells).toBe(1200);
    // MFA is not needed to connect (design, section 8): both of these are the admin who started.
    const finishers = ['admin', 'lost-mfa'];
    const reach = finishers.flatMap((who) =>
      ['other', 'used', 'right'].map((code) => `right right ${code} ${who}`),
    );
    expect(exchanged.sort()).toEqual(reach.sort());
    expect(stored.sort()).toEqual(finishers.map((who) => `right right right ${who}`).sort());
    expect([...places].sort()).toEqual(
      [CONNECTED, ...['cancelled', 'expired', 'not-admin', 'refused', 'wrong-browser'].map(refusal)].sort(),
    );
  });

  it('gives 20 simultaneous replays of one callback a single exchange', async () => {
    const { state, cookie } = await start(world);
    const all = await Promise.all(
      Array.from({ length: 20 }, () => callback(world, { code: 'good', state }, cookie)),
    );
    expect(all.filter((location) => location === CONNECTED)).toHaveLength(1);
    expect(world.identity.calls.filter((call) => call === 'exchange')).toHaveLength(1);
  });
});
