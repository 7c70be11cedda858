import { describe, expect, it } from 'vitest';
import { systemIds } from '#adapters/system/clock.ts';
import { ADMIN, CALLER } from '../support/connection-world.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { OAUTH_COOKIE } from '#domain/connection/oauth-secrets.ts';
import { makeHandler as makeCallback } from '../../functions/api/receive-xero-callback/handler.ts';
import { makeHandler as makeStart } from '../../functions/api/start-connection/handler.ts';
import { begin, comeBack, oauthWorld } from '../support/proof/oauth-entries.ts';
import { mulberry32 } from '../support/proof/random.ts';
import { replayable } from '../support/proof/replayable.ts';
import { TakingTurns } from '../support/proof/taking-turns.ts';

const FILE = 's02-state.test.ts';
const S2 = promise('S2', 'a state cannot be guessed, lives for 10 minutes and is good for one exchange', {
  floor: 11_000,
});
const STATES = 10_000;
const REPLAYS = 20;

describe('the state of an attempt to connect', () => {
  it('is 256 bits of chance, as is the cookie beside it, and no two are alike', async () => {
    const world = { ...(await oauthWorld()), ids: systemIds };
    const start = makeStart(world);
    const caller = { ...CALLER, user: ADMIN };
    const secrets = new Set<string>();
    const ones = new Array<number>(256).fill(0);
    for (let count = 0; count < STATES; count += 1) {
      const { body, cookies } = await start({ caller, body: { confirmPracticeChange: false } });
      const state = new URL(body.authorizeUrl).searchParams.get('state') ?? '';
      const cookie = /=([^;]+);/.exec(cookies[0] ?? '')?.[1] ?? '';
      const bytes = Buffer.from(state, 'base64url');
      expect([bytes.length, Buffer.from(cookie, 'base64url').length]).toEqual([32, 32]);
      ones.forEach((seen, bit) => {
        ones[bit] = seen + ((bytes.readUInt8(bit >> 3) >> (bit & 7)) & 1);
      });
      secrets.add(state).add(cookie);
    }
    expect(secrets.size).toBe(2 * STATES);
    // A bit that is always the same, or often, guesses nothing; 8 standard deviations never come by chance.
    const far = ones.filter((count) => Math.abs(count - STATES / 2) > 8 * Math.sqrt(STATES / 4));
    expect(far).toEqual([]);
    S2.held(STATES);
  });

  it('is stored as a hash alone', async () => {
    const world = await oauthWorld();
    const stored: string[] = [];
    const create = world.transactions.create.bind(world.transactions);
    world.transactions.create = (transaction) => {
      stored.push(JSON.stringify(transaction));
      return create(transaction);
    };
    const { state, cookie } = await begin(world, ADMIN);
    expect(stored).toHaveLength(1);
    expect(stored.filter((text) => text.includes(state) || text.includes(cookie))).toEqual([]);
  });

  it('ends after 600 seconds, and the cookie with it', async () => {
    for (const [milliseconds, exchanges] of [
      [599_999, 1],
      [600_000, 0],
    ] as const) {
      const world = await oauthWorld();
      const { state, cookie, setCookie } = await begin(world, ADMIN);
      expect(setCookie).toMatch(
        /^__Host-xero-oauth=[\w-]{43}; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/,
      );
      world.clock.advance(milliseconds);
      await comeBack(
        world,
        [
          ['state', state],
          ['code', world.identity.agree()],
        ],
        cookie,
      );
      expect(world.identity.calls.filter((call) => call === 'exchange')).toHaveLength(exchanges);
    }
  });

  it(`lets ${String(REPLAYS)} callbacks at the same moment exchange once, in every order`, async () => {
    const connected = '?connection=connected';
    for (const seed of eachSeed(1_000)) {
      await replayable(FILE, seed, async () => {
        const world = await oauthWorld();
        const { state, cookie } = await begin(world, ADMIN);
        const turns = new TakingTurns(mulberry32(seed), seed % 2 === 0 ? 'any-order' : 'by-latency');
        const slow = {
          ...world,
          transactions: turns.slow(world.transactions, ['consume'], 3_000),
          users: turns.slow(world.users, ['get'], 3_000),
          identity: turns.slow(world.identity, ['exchange'], 7_000),
        };
        // Each with a code that Xero would take.
        const handler = makeCallback(slow);
        const cookies = { [OAUTH_COOKIE]: cookie };
        const replay = () =>
          handler({ caller: CALLER, query: { state, code: world.identity.agree() }, cookies });
        const answers = await turns.until(Promise.all(Array.from({ length: REPLAYS }, replay)));
        const landed = answers.map(({ headers }) => headers.location);
        expect(world.identity.calls.filter((call) => call === 'exchange')).toHaveLength(1);
        expect(landed.filter((location) => location.includes(connected))).toHaveLength(1);
        expect(landed.filter((location) => location.endsWith('?connection=expired'))).toHaveLength(
          REPLAYS - 1,
        );
      });
      S2.held();
    }
  });
});
