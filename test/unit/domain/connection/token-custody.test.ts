import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NotConnectedError,
  XeroAppMisconfiguredError,
  XeroUnavailableError,
} from '#domain/connection/errors.ts';
import type { TokenVault, XeroIdentity } from '#domain/connection/ports.ts';
import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import { ConnectionBrokenError } from '#domain/sync/errors.ts';
import { FakeClock, SequentialIds } from '../../../support/fakes/system.ts';
import { InMemoryTokenVault } from '../../../support/fakes/token-vault.ts';
import { FakeXeroIdentity } from '../../../support/fakes/xero-identity.ts';

const FIRM = '6f0e2bb0-6a2f-4c5e-9d43-0d3f7e8a1b2c';
const MINUTE = 60_000;

async function world(grace = true) {
  const clock = new FakeClock();
  const xero = new FakeXeroIdentity(clock, grace);
  const vault = new InMemoryTokenVault();
  await vault.create(FIRM, xero.issue());
  const deps = { vault, identity: xero, clock, ids: new SequentialIds(), sleep: clock.sleep };
  return { clock, xero, vault, deps, custody: makeTokenCustody(deps) };
}

describe('token custody', () => {
  it('hands out a token that is valid for long enough without asking Xero', async () => {
    const { custody, xero, clock, vault } = await world();
    const before = await vault.load(FIRM);
    clock.advance(19 * MINUTE);
    await expect(custody(FIRM, { minValidSeconds: 600 })).resolves.toEqual({
      accessToken: before?.tokens.accessToken,
      version: before?.version,
      requests: 0,
    });
    expect(xero.calls).toEqual([]);
  });

  it('refreshes what runs out too soon and stores the pair before it is used', async () => {
    const { custody, xero, clock, vault } = await world();
    clock.advance(21 * MINUTE);
    const held = await custody(FIRM, { minValidSeconds: 600 });
    expect(held.requests).toBe(1);
    const stored = await vault.load(FIRM);
    expect(stored?.tokens.accessToken).toBe(held.accessToken);
    expect(stored?.tokens.refreshToken).toBe('refresh-2');
    expect(stored?.version).toBe(held.version);
    expect(
      await vault.lockRefresh(FIRM, held.version, 'next', new Date(clock.now().getTime() + 1), clock.now()),
    ).toBe(true);
    expect(xero.accepted).toBe(2);
  });

  it('hands out the pair that it stored without another look', async () => {
    const { deps, vault, clock } = await world();
    clock.advance(25 * MINUTE);
    let looks = 0;
    const counting: TokenVault = Object.assign(Object.create(vault) as TokenVault, {
      load: (firmId: string) => {
        looks += 1;
        return vault.load(firmId);
      },
    });
    await makeTokenCustody({ ...deps, vault: counting })(FIRM, { minValidSeconds: 600 });
    expect(looks).toBe(1);
  });

  it('never hands out a pair that it could not store', async () => {
    const { deps, vault, clock, xero } = await world();
    clock.advance(25 * MINUTE);
    const destroyed: TokenVault = Object.assign(Object.create(vault) as TokenVault, {
      replace: async (firmId: string, version: number) => {
        await vault.destroy(firmId, version);
        return false;
      },
    });
    const custody = makeTokenCustody({ ...deps, vault: destroyed });
    await expect(custody(FIRM, { minValidSeconds: 600 })).rejects.toBeInstanceOf(NotConnectedError);
    expect(xero.accepted).toBe(2);
    expect(await vault.load(FIRM)).toBeUndefined();
  });

  it('takes a store whose answer was lost for what it was', async () => {
    const { deps, vault, clock, xero } = await world();
    clock.advance(25 * MINUTE);
    const lossy: TokenVault = Object.assign(Object.create(vault) as TokenVault, {
      replace: async (...input: Parameters<TokenVault['replace']>) => {
        await vault.replace(...input);
        return false; // as a repeated conditional write says
      },
    });
    const held = await makeTokenCustody({ ...deps, vault: lossy })(FIRM, { minValidSeconds: 600 });
    expect((await vault.load(FIRM))?.tokens.accessToken).toBe(held.accessToken);
    expect(xero.accepted).toBe(2);
  });

  it('renews a valid token when that very one was refused', async () => {
    const { custody, vault } = await world();
    const before = await vault.load(FIRM);
    const held = await custody(FIRM, { minValidSeconds: 600, force: true });
    expect(held.accessToken).not.toBe(before?.tokens.accessToken);
  });

  it('accepts what Xero gives even if it is shorter than wished', async () => {
    const { custody, xero, clock } = await world();
    xero.lifeSeconds = 300;
    clock.advance(25 * MINUTE);
    await expect(custody(FIRM, { minValidSeconds: 600 })).resolves.toMatchObject({ requests: 1 });
  });

  it('repeats a lost answer at once, which the grace heals', async () => {
    const { custody, xero, clock, vault } = await world();
    clock.advance(25 * MINUTE);
    xero.lose.set('refresh', 1);
    const held = await custody(FIRM, { minValidSeconds: 600 });
    expect(held.requests).toBe(2);
    expect((await vault.load(FIRM))?.tokens.accessToken).toBe(held.accessToken);
  });

  it('gives up after two lost answers, keeps the old pair, and the next run within 30 minutes heals', async () => {
    const { custody, xero, clock, vault } = await world();
    const before = await vault.load(FIRM);
    clock.advance(25 * MINUTE);
    xero.lose.set('refresh', 2);
    await expect(custody(FIRM, { minValidSeconds: 600 })).rejects.toBeInstanceOf(XeroUnavailableError);
    expect(await vault.load(FIRM)).toEqual(before);
    clock.advance(29 * MINUTE);
    await expect(custody(FIRM, { minValidSeconds: 600 })).resolves.toMatchObject({ requests: 1 });
  });

  it.each([
    ['after the grace', true, 31],
    ['without any grace', false, 1],
  ])('ends in a broken connection %s', async (_name, grace, minutes) => {
    const { custody, xero, clock } = await world(grace);
    clock.advance(25 * MINUTE);
    xero.lose.set('refresh', 2);
    await custody(FIRM, { minValidSeconds: 600 }).catch(() => undefined);
    clock.advance(minutes * MINUTE);
    await expect(custody(FIRM, { minValidSeconds: 600 })).rejects.toBeInstanceOf(ConnectionBrokenError);
  });

  it('believes invalid_grant only if nobody has stored a newer pair meanwhile', async () => {
    const { deps, vault, clock, xero } = await world();
    clock.advance(25 * MINUTE);
    const identity: Pick<XeroIdentity, 'refresh'> = {
      refresh: async (tokens) => {
        // Another worker, whose lock was over, gets there first and stores its pair while we are refused.
        const current = await vault.load(FIRM);
        if (current?.tokens.refreshToken === tokens.refreshToken) {
          const late = new Date(clock.now().getTime() + 61_000);
          await vault.lockRefresh(FIRM, current.version, 'other', new Date(late.getTime() + MINUTE), late);
          await vault.replace(FIRM, current.version, 'other', xero.issue());
        }
        xero.endGrant();
        return xero.refresh(tokens);
      },
    };
    const held = await makeTokenCustody({ ...deps, identity })(FIRM, { minValidSeconds: 600 });
    expect((await vault.load(FIRM))?.tokens.accessToken).toBe(held.accessToken);
  });

  it('lets go of the place whatever happens, so that the next one need not wait', async () => {
    const { custody, xero, clock } = await world();
    clock.advance(25 * MINUTE);
    xero.fail.set('refresh', [new XeroAppMisconfiguredError('invalid_client')]);
    await expect(custody(FIRM, { minValidSeconds: 600 })).rejects.toThrow('invalid_client');
    const before = clock.now().getTime();
    await custody(FIRM, { minValidSeconds: 600 });
    expect(clock.now().getTime()).toBe(before);
  });

  it('outwaits a lock that a killed worker left behind', async () => {
    const { custody, vault, clock } = await world();
    clock.advance(25 * MINUTE);
    const stored = await vault.load(FIRM);
    const until = new Date(clock.now().getTime() + MINUTE);
    await vault.lockRefresh(FIRM, stored?.version ?? 0, 'killed', until, clock.now());
    await expect(custody(FIRM, { minValidSeconds: 600 })).resolves.toMatchObject({ requests: 1 });
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(until.getTime());
  });

  it('knows a firm without tokens', async () => {
    const { custody } = await world();
    await expect(custody('other', { minValidSeconds: 1 })).rejects.toBeInstanceOf(NotConnectedError);
  });

  it.each([
    [2, true, 600],
    [2, false, 600],
    [10, true, 150],
    [10, false, 150],
  ])(
    '%i workers, grace %s: Xero accepts exactly one refresh and all get its token',
    async (workers, grace, runs) => {
      let checked = 0;
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const { xero, clock, deps, vault } = await world(grace);
          clock.advance(25 * MINUTE);
          const load = scheduler.scheduleFunction((firmId: string) => vault.load(firmId));
          const lock = scheduler.scheduleFunction((...input: Parameters<TokenVault['lockRefresh']>) =>
            vault.lockRefresh(...input),
          );
          const replace = scheduler.scheduleFunction((...input: Parameters<TokenVault['replace']>) =>
            vault.replace(...input),
          );
          const slow: TokenVault = Object.assign(Object.create(vault) as TokenVault, {
            load,
            lockRefresh: lock,
            replace,
          });
          const refresh = scheduler.scheduleFunction((tokens: Parameters<XeroIdentity['refresh']>[0]) =>
            xero.refresh(tokens),
          );
          // Waiting moves no clock here: a worker that is slow is not one that is dead.
          const sleep = scheduler.scheduleFunction(() => Promise.resolve());
          const custody = makeTokenCustody({ ...deps, vault: slow, identity: { refresh }, sleep });
          const all = Promise.all(
            Array.from({ length: workers }, () => custody(FIRM, { minValidSeconds: 600 })),
          );
          await scheduler.waitFor(all);
          const tokens = new Set((await all).map(({ accessToken }) => accessToken));
          const stored = await vault.load(FIRM);
          expect(xero.accepted).toBe(2); // the first pair and one refresh
          expect(xero.reused).toBe(0);
          expect([...tokens]).toEqual([stored?.tokens.accessToken]);
          checked += 1;
        }),
        { numRuns: runs },
      );
      expect(checked).toBeGreaterThanOrEqual(runs);
    },
    60_000,
  );
});
