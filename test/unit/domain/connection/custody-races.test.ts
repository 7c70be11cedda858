import { describe, expect, it } from 'vitest';
import { choosePractice } from '#domain/connection/choose-practice.ts';
import { GrantRefusedError, NotConnectedError, XeroUnavailableError } from '#domain/connection/errors.ts';
import { challengeOf, hashMatches, verifierOf } from '#domain/connection/oauth-secrets.ts';
import type { TokenVault } from '#domain/connection/ports.ts';
import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import { xeroConnection } from '../../../support/connection-world.ts';
import { FakeClock, SequentialIds } from '../../../support/fakes/system.ts';
import { InMemoryTokenVault } from '../../../support/fakes/token-vault.ts';
import { FakeXeroIdentity } from '../../../support/fakes/xero-identity.ts';

const FIRM = '6f0e2bb0-6a2f-4c5e-9d43-0d3f7e8a1b2c';
const MINUTE = 60_000;

async function world(changes: (vault: InMemoryTokenVault) => Partial<TokenVault> = () => ({})) {
  const clock = new FakeClock();
  const xero = new FakeXeroIdentity(clock);
  const vault = new InMemoryTokenVault();
  await vault.create(FIRM, xero.issue());
  const changed = Object.assign(Object.create(vault) as TokenVault, changes(vault));
  const deps = { vault: changed, identity: xero, clock, ids: new SequentialIds(), sleep: clock.sleep };
  return { clock, xero, vault, custody: makeTokenCustody(deps) };
}

/** Whoever asks for the place comes a moment too late: the pair has just been renewed, for so many seconds. */
async function renewedFor(seconds: number) {
  let late = false;
  const held = await world((vault) => ({
    lockRefresh: async (firmId, version, owner, until, now) => {
      if (late) return vault.lockRefresh(firmId, version, owner, until, now);
      late = true;
      await vault.lockRefresh(firmId, version, 'other', until, now);
      // The clock will have moved by the 400 ms of a poll when the pair is looked at.
      const accessTokenExpiresAt = new Date(now.getTime() + 400 + seconds * 1000);
      await vault.replace(firmId, version, 'other', { ...held.xero.issue(), accessTokenExpiresAt });
      return false;
    },
  }));
  return held;
}

describe('whoever waited for another worker', () => {
  it.each([
    ['60 of 600 wished seconds', 60, 600, 0],
    ['59 of 600', 59, 600, 1],
    ['30 of 30', 30, 30, 0],
    ['29 of 30', 29, 30, 1],
  ])('takes a pair that is good for %s, or renews it', async (_, seconds, minValidSeconds, requests) => {
    const { custody, xero } = await renewedFor(seconds);
    expect((await custody(FIRM, { minValidSeconds, force: true })).requests).toBe(requests);
    expect(xero.calls).toHaveLength(requests);
  });

  it('gives up after 75 seconds, without a word to Xero', async () => {
    const { custody, clock, xero } = await world(() => ({ lockRefresh: () => Promise.resolve(false) }));
    clock.advance(25 * MINUTE);
    const before = clock.now().getTime();
    await expect(custody(FIRM, { minValidSeconds: 600 })).rejects.toBeInstanceOf(XeroUnavailableError);
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(75_000);
    expect(clock.now().getTime() - before).toBeLessThan(76_000);
    expect(xero.calls).toEqual([]);
  });
});

describe('a token', () => {
  it('that is valid for exactly as long as wished will do', async () => {
    const { custody, clock, xero } = await world();
    clock.advance(20 * MINUTE);
    await custody(FIRM, { minValidSeconds: 600 });
    expect(xero.calls).toEqual([]);
  });

  it('that was renewed is asked for once: what was stored is what is handed out', async () => {
    const { custody, clock, xero } = await world();
    clock.advance(25 * MINUTE);
    await custody(FIRM, { minValidSeconds: 600 });
    expect(xero.calls).toEqual(['refresh']);
  });
});

describe('a refusal', () => {
  it('of a pair that has moved on needs no doubt', async () => {
    const { custody, clock, xero, vault } = await world();
    clock.advance(25 * MINUTE);
    const before = clock.now().getTime();
    xero.refresh = async () => {
      const version = (await vault.load(FIRM))!.version;
      await vault.destroy(FIRM, version);
      throw new GrantRefusedError();
    };
    await expect(custody(FIRM, { minValidSeconds: 600 })).rejects.toBeInstanceOf(NotConnectedError);
    expect(clock.now().getTime()).toBe(before);
  });
});

describe('what a browser brings', () => {
  it('does not match a hash of another length', () => {
    expect(hashMatches('secret', 'short')).toBe(false);
  });

  it('gives the verifier that HMAC-SHA-256 says, and the challenge of RFC 7636, appendix B', () => {
    // printf 'xero code_verifier' | openssl dgst -sha256 -hmac cookie -binary | base64url
    expect(verifierOf('cookie')).toBe('mN7frHHTDD_V2Dbf7ABI4QkPH0WCQHPBpqxuBZH8r-o');
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });
});

describe('the practice just granted', () => {
  it('is known by its authorization also beside one of which Xero does not say that', () => {
    const old = xeroConnection('old', { authEventId: null });
    const granted = xeroConnection('new');
    expect(choosePractice([old, granted], 'event-1', undefined)).toEqual({ practice: granted, unwanted: [] });
  });

  it('is all there is when the authorization has no id', () => {
    const one = xeroConnection('one', { authEventId: 'event-0' });
    expect(choosePractice([one], undefined, undefined)).toEqual({ practice: one, unwanted: [] });
  });
});
