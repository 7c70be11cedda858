import { describe, expect, it } from 'vitest';
import { systemIds } from '#adapters/system/clock.ts';
import { challengeOf, verifierOf } from '#domain/connection/oauth-secrets.ts';
import type { User } from '#domain/user/user.ts';
import { makeHandler as makeStart } from '../../functions/api/start-connection/handler.ts';
import { ADMIN, CALLER, FIRM, OTHER_FIRM } from '../support/connection-world.ts';
import { promise } from '../support/promise.ts';
import { begin, type Begun, comeBack, oauthWorld, type OAuthWorld } from '../support/proof/oauth-entries.ts';

const S3 = promise('S3', 'a code is good in the browser alone that asked for it, whoever else has it', {
  floor: 10_012,
});
const FLOWS = 10_000;

const BEN: User = { ...ADMIN, userId: 'admin-2', name: 'Ben Admin', email: 'ben@example.com' };
const CAM: User = { ...BEN, userId: 'admin-3', email: 'cam@example.com', firmId: OTHER_FIRM };

describe('the proof key of an attempt to connect', () => {
  it('is asked for by S256 in every flow, another one in each, and nothing stored leads to it', async () => {
    const world = { ...(await oauthWorld()), ids: systemIds };
    let stored = '';
    const create = world.transactions.create.bind(world.transactions);
    world.transactions.create = (transaction) => {
      stored = JSON.stringify(transaction);
      return create(transaction);
    };
    const start = makeStart(world);
    const caller = { ...CALLER, user: ADMIN };
    const verifiers = new Set<string>();
    for (let count = 0; count < FLOWS; count += 1) {
      const { body, cookies } = await start({ caller, body: { confirmPracticeChange: false } });
      const asked = new URL(body.authorizeUrl).searchParams;
      const cookie = /=([^;]+);/.exec(cookies[0] ?? '')?.[1] ?? '';
      const verifier = verifierOf(cookie);
      const challenge = asked.get('code_challenge') ?? '';
      // Unequal in words costs more than all the rest.
      const isRight = asked.get('code_challenge_method') === 'S256' && challenge === challengeOf(verifier);
      const isKept = [cookie, verifier, challenge].some((secret) => stored.includes(secret));
      const isShown = [cookie, verifier].some((secret) => body.authorizeUrl.includes(secret));
      if (!isRight || isKept || isShown || !/^[\w-]{43}$/.test(verifier))
        expect({ count, isRight, isKept, isShown, verifier }).toBeUndefined();
      verifiers.add(verifier);
      S3.held();
    }
    expect(verifiers.size).toBe(FLOWS);
  });
});

/** Who agreed at Xero to what the thief has the code of; the thief is an admin too, in a browser of their own. */
const VICTIMS: readonly [string, User][] = [
  ['of the same person in another browser', ADMIN],
  ['of another admin of the firm', BEN],
  ['of an admin of another firm', CAM],
];
const WHERE = ['the state and the cookie of the thief', 'the state of the victim, the cookie of the thief'];
const BEGUN_FIRST = ['the thief', 'the victim'];

async function attempt(world: OAuthWorld, begun: Begun, code: string, cookie = begun.cookie) {
  const parameters: [string, string][] = [
    ['state', begun.state],
    ['code', code],
  ];
  const answer = await comeBack(world, parameters, cookie);
  return new URL(answer.headers['location'] ?? '').searchParams.get('connection');
}

async function steal(victim: User, where: string, first: string) {
  const world = await oauthWorld();
  for (const user of [BEN, CAM]) await world.users.put(user);
  const early = await begin(world, first === 'the thief' ? ADMIN : victim);
  const late = await begin(world, first === 'the thief' ? victim : ADMIN);
  const [mine, theirs] = first === 'the thief' ? [early, late] : [late, early];
  const stolen = world.identity.agree(theirs.authorizeUrl);
  world.identity.calls.length = 0;
  const outcome = await attempt(world, where === WHERE[0] ? mine : theirs, stolen, mine.cookie);
  const tokens = await Promise.all([FIRM, OTHER_FIRM].map((firm) => world.vault.load(firm)));
  const states = await Promise.all([FIRM, OTHER_FIRM].map((firm) => world.connections.get(firm)));
  return {
    outcome,
    exchanges: world.identity.calls.filter((call) => call === 'exchange').length,
    accepted: world.identity.accepted,
    stored: [...tokens, ...states].filter((each) => each !== undefined).length,
  };
}

describe('a code that somebody else agreed to', () => {
  it('connects nothing, wherever the thief brings it', async () => {
    for (const [says, victim] of VICTIMS) {
      for (const where of WHERE) {
        for (const first of BEGUN_FIRST) {
          // With a transaction of their own all that the thief lacks is the key; with the victim's, the cookie too.
          const asked = where === WHERE[0];
          expect({ says, where, first, seen: await steal(victim, where, first) }).toEqual({
            ...{ says, where, first },
            seen: {
              ...{ outcome: asked ? 'expired' : 'wrong-browser', exchanges: asked ? 1 : 0 },
              ...{ accepted: 0, stored: 0 },
            },
          });
          S3.held();
        }
      }
    }
  });

  it('would connect if it were one’s own: the same steps, without the theft', async () => {
    const world = await oauthWorld();
    const mine = await begin(world, ADMIN);
    expect(await attempt(world, mine, world.identity.agree(mine.authorizeUrl))).toBe('connected');
    expect(world.identity.accepted).toBe(1);
    S3.held();
  });
});
