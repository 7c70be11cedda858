import { beforeEach, describe, expect, it } from 'vitest';
import { makeHandler as makeGet } from '../../../../functions/api/get-connection/handler.ts';
import { makeHandler as makeNotices } from '../../../../functions/api/list-notices/handler.ts';
import { makeHandler as makeFail } from '../../../../functions/workflow/sync-firm/fail-sync/handler.ts';
import { aConnection, aRun, aUser, FIRM_ID } from '../../../support/builders.ts';
import { InMemoryDismissalRepository } from '../../../support/fakes/dismissal-repository.ts';
import { InMemoryUserDirectory } from '../../../support/fakes/user-directory.ts';
import { type EndOfSyncDeps, makeDeps } from '../../../support/end-of-sync.ts';

const DAY = 86_400_000;
let deps: EndOfSyncDeps;
beforeEach(async () => {
  deps = await makeDeps();
  deps.connections.seed(aConnection());
  deps.grants.renewed.set(FIRM_ID, deps.clock.now());
});
const callerOf = (userId: string, role: 'admin' | 'member' = 'admin') => ({
  user: aUser(userId, { role }),
  mfa: true,
  sourceIp: '203.0.113.7',
  requestId: 'r',
});
const health = async () => {
  const get = makeGet({ ...deps, directory: new InMemoryUserDirectory() });
  return (await get({ caller: callerOf('mia', 'member') })).body.health;
};
const noticesOf = async (role: 'admin' | 'member') =>
  (
    await makeNotices({ ...deps, dismissals: new InMemoryDismissalRepository() })({
      caller: callerOf('x', role),
    })
  ).body.notices.map(({ kind }) => kind);

describe('the health of a connection', () => {
  it('names who connected and how long the grant lasts unused', async () => {
    expect(await health()).toEqual({
      owner: { userId: 'ada', name: 'User ada', active: true },
      grantUnusedUntil: '2026-05-01T18:00:00.000Z',
      warnings: [],
    });
  });

  it('warns from the 50th day without a renewal', async () => {
    deps.clock.advance(50 * DAY - 1);
    expect((await health())?.warnings).toEqual([]);
    deps.clock.advance(1);
    expect((await health())?.warnings).toEqual(['GRANT_EXPIRES_SOON']);
  });

  it.each(['gone', 'removed'])(
    'warns when whoever connected is %s, admins by a notice too',
    async (userId) => {
      expect(await noticesOf('admin')).toEqual([]);
      deps.connections.seed(aConnection({ connectedBy: { userId, name: 'Gina' } }));
      expect(await health()).toMatchObject({
        owner: { userId, name: 'Gina', active: false },
        warnings: ['OWNER_LEFT'],
      });
      expect(await noticesOf('admin')).toEqual(['connection-owner-left']);
      expect(await noticesOf('member')).toEqual([]);
    },
  );

  it('is none without a connection, and without a grant when it broke', async () => {
    deps.connections.seed(aConnection({ state: 'broken' }));
    expect(await health()).toMatchObject({ owner: { active: true }, grantUnusedUntil: null, warnings: [] });
    deps.connections.seed(aConnection({ state: 'disconnected' }));
    expect(await health()).toBeNull();
    deps = await makeDeps();
    expect(await health()).toBeNull();
  });
});

describe('a grant that no sync could renew', () => {
  const fails = async (syncId: string) => {
    const run = aRun({ syncId, trigger: 'schedule', startedBy: undefined });
    deps.connections.seed(aConnection({ run }));
    const input = { firmId: FIRM_ID, syncId, error: { Error: 'XeroUnavailableError' }, requests: 1 };
    await makeFail(deps)(input);
  };
  const warned = () =>
    deps.outbox.all().flatMap(({ mail }) => (mail.mailId.includes('grant-ending') ? [mail.to] : []));

  it('is told to the admins once, from the 50th day on', async () => {
    deps.clock.advance(50 * DAY - 1);
    await fails('S1');
    expect(warned()).toEqual([]);
    deps.clock.advance(DAY);
    await fails('S2');
    await fails('S3');
    expect(warned()).toEqual(['ada@example.com', 'ben@example.com']);
    expect(deps.outbox.all().at(-1)?.mail.text).toContain('Saturday, 2 May 2026');
  });

  it('is told again only when it was renewed in between', async () => {
    deps.clock.advance(51 * DAY);
    await fails('S1');
    deps.grants.renewed.set(FIRM_ID, deps.clock.now());
    await fails('S2');
    expect(warned()).toHaveLength(2);
    deps.clock.advance(51 * DAY);
    await fails('S3');
    expect(warned()).toHaveLength(4);
  });
});
