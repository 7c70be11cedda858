import { beforeEach, describe, expect, it } from 'vitest';
import {
  connectionOf,
  connectionWorld,
  FIRM,
  OTHER_FIRM,
  runOf,
  storeSyncedClient,
  xeroConnection,
} from '../../../support/connection-world.ts';
import type { ConnectionWorld } from '../../../support/connection-world.ts';
import { connect, CONNECTED, refusal } from '../../../support/oauth-browser.ts';

let world: ConnectionWorld;
beforeEach(async () => {
  world = await connectionWorld();
  world.identity.listed = [xeroConnection('a')];
});

describe('one practice, one firm', () => {
  const grants = [0, 1, 2, 5];
  const holders = ['free', 'here', 'other'];
  const types = ['PRACTICEMANAGER', 'ORGANISATION'];
  it.each(grants.flatMap((n) => holders.flatMap((holder) => types.map((type) => ({ n, holder, type })))))(
    '$n × $type, held by: $holder',
    async ({ n, holder, type }) => {
      world.identity.listed = Array.from({ length: n }, (_, at) =>
        xeroConnection(String(at), { tenantType: type }),
      );
      const practice = { tenantId: 'tenant-0', connectionId: 'connection-0', name: null };
      const held = connectionOf({ practice, state: holder === 'here' ? 'broken' : 'connected' });
      if (holder !== 'free')
        world.connections.seed({ ...held, firmId: holder === 'here' ? FIRM : OTHER_FIRM });
      const unwanted = world.identity.listed.map(({ connectionId }) => connectionId);
      const location = await connect(world);
      const isPractice = type === 'PRACTICEMANAGER';
      const fine = isPractice && n === 1 && holder !== 'other';
      const code =
        n === 0
          ? 'no-practice'
          : !isPractice
            ? 'not-a-practice'
            : n > 1
              ? 'several-practices'
              : 'practice-taken';
      expect(location).toBe(fine ? CONNECTED : refusal(code));
      // Whatever is refused goes again, but never what another firm lives by.
      const ours = holder === 'other' ? unwanted.slice(1) : unwanted;
      expect(world.identity.deleted).toEqual(fine ? [] : ours);
      expect((await world.vault.load(FIRM)) !== undefined).toBe(fine);
      expect((await world.connections.get(FIRM))?.state).toBe(
        fine ? 'connected' : holder === 'here' ? 'broken' : undefined,
      );
    },
  );

  it('ignores what the same Xero user has connected before, and leaves it alone', async () => {
    world.identity.listed = [
      xeroConnection('old', { authEventId: 'event-0' }),
      xeroConnection('a'),
      xeroConnection('org', { tenantType: 'ORGANISATION' }),
      xeroConnection('known-org', { tenantType: 'ORGANISATION', reconnected: true }),
    ];
    expect(await connect(world)).toBe(CONNECTED);
    expect((await world.connections.get(FIRM))?.practice.tenantId).toBe('tenant-a');
    expect(world.identity.deleted).toEqual(['connection-org']);
  });

  it('never deletes at Xero what was there before: another firm may live by it', async () => {
    world.connections.seed({ ...connectionOf(), firmId: OTHER_FIRM });
    world.identity.listed = [xeroConnection('a', { reconnected: true })];
    expect(await connect(world)).toBe(refusal('practice-taken'));
    expect(world.identity.deleted).toEqual([]);
    expect((await world.connections.get(OTHER_FIRM))?.state).toBe('connected');
    expect(await world.vault.load(FIRM)).toBeUndefined();
  });

  it('goes without the claim if exactly one practice is there, and takes nothing away', async () => {
    world.identity.authEventId = undefined;
    world.identity.listed = [xeroConnection('a'), xeroConnection('org', { tenantType: 'ORGANISATION' })];
    expect(await connect(world)).toBe(CONNECTED);
    expect(world.identity.deleted).toEqual([]);
    const second = await connectionWorld();
    second.identity.authEventId = undefined;
    second.identity.listed = [xeroConnection('a'), xeroConnection('b')];
    expect(await connect(second)).toBe(refusal('several-practices'));
    expect(second.identity.deleted).toEqual([]);
  });

  it('goes without the ids of authorizations in the same way', async () => {
    world.identity.listed = [
      xeroConnection('a', { authEventId: null }),
      xeroConnection('org', { authEventId: null, tenantType: 'ORGANISATION' }),
    ];
    expect(await connect(world)).toBe(CONNECTED);
    expect(world.identity.deleted).toEqual([]);
  });

  it('with a claim that matches nothing takes only the practice that the firm had', async () => {
    world.identity.listed = [xeroConnection('a', { authEventId: 'event-0' })];
    expect(await connect(world)).toBe(refusal('no-practice'));
    world.connections.seed(connectionOf({ state: 'broken' }));
    expect(await connect(world)).toBe(CONNECTED);
  });

  it('asks before clients of one practice meet another, and forgets the watermark then', async () => {
    await storeSyncedClient(world);
    const before = connectionOf({ state: 'disconnected', watermark: '2026-03-01T12:00:00.000Z' });
    world.connections.seed(before);
    world.identity.listed = [xeroConnection('b')];
    expect(await connect(world)).toBe(refusal('different-practice'));
    expect(world.identity.deleted).toEqual(['connection-b']);
    world.identity.listed = [xeroConnection('b')];
    expect(await connect(world, { confirm: true })).toBe(CONNECTED);
    const after = await world.connections.get(FIRM);
    expect(after?.practice.tenantId).toBe('tenant-b');
    expect(after?.watermark).toBeUndefined();
    expect(after?.epoch).toBe(before.epoch + 1);
  });

  it('drops what an unfinished clean-up still holds before it stores anything new', async () => {
    await world.vault.create(FIRM, world.identity.issue());
    world.connections.seed(connectionOf({ state: 'disconnected', cleanupPending: true, run: runOf() }));
    expect(await connect(world)).toBe(CONNECTED);
    expect((await world.connections.get(FIRM))?.cleanupPending).toBeUndefined();
    expect((await world.vault.load(FIRM))?.tokens.refreshToken).toBe('refresh-2');
    expect(world.identity.deleted).toEqual([]);
  });
});
