import { beforeEach, describe, expect, it } from 'vitest';
import { makeHandler as makeStart } from '../../../functions/api/start-connection/handler.ts';
import {
  ADMIN,
  CALLER,
  connectionOf,
  connectionWorld,
  FIRM,
  xeroConnection,
} from '../../support/connection-world.ts';
import type { ConnectionWorld } from '../../support/connection-world.ts';

let world: ConnectionWorld;
const caller = { ...CALLER, user: ADMIN };
beforeEach(async () => {
  world = await connectionWorld();
  await world.vault.create(FIRM, world.identity.issue());
  world.identity.listed = [xeroConnection('a')];
});

describe('POST /connection', () => {
  const start = () => makeStart(world)({ caller, body: { confirmPracticeChange: false } });

  it('binds state and browser: unguessable, hashed, never twice', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 200; round += 1) {
      const { body, cookies } = await start();
      const state = new URL(body.authorizeUrl).searchParams.get('state') ?? '';
      expect(Buffer.from(state, 'base64url')).toHaveLength(32);
      const [cookie = ''] = cookies;
      expect(cookie).toMatch(
        /^__Host-xero-oauth=[\w-]{43}; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/,
      );
      expect(cookie).not.toContain(state);
      seen.add(state);
    }
    expect(seen.size).toBe(200);
  });

  it('refuses while connected and welcomes every other state', async () => {
    await expect(start()).resolves.toBeDefined();
    world.connections.seed(connectionOf({ state: 'broken' }));
    await expect(start()).resolves.toBeDefined();
    world.connections.seed(connectionOf());
    await expect(start()).rejects.toMatchObject({ code: 'ALREADY_CONNECTED', kind: 'conflict' });
  });
});
