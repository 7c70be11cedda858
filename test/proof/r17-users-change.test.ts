import { describe, expect, it } from 'vitest';
import { FIRM_ID } from '../support/builders.ts';
import { ADA, type CrashWorld } from '../support/proof/crash/crash-world.ts';
import { replayable } from '../support/proof/crash/explore.ts';
import { interrupted } from '../support/proof/crash/interrupt.ts';
import { scenarioOf, slot, SYNCS } from '../support/proof/crash/scenarios.ts';
import { settle } from '../support/proof/crash/settle.ts';
import { syncsOf } from '../support/proof/invariants.ts';
import { eachSeed, promise } from '../support/promise.ts';

const FILE = 'r17-users-change.test.ts';
const users = promise('R17', 'whoever leaves during a sync gets no mail of it', { floor: 800 });
const SOME_CHANGED = 2;
const inDoubt = { mails: 0 };

const path = { userId: 'ben' };
const CHANGES: Record<string, (world: CrashWorld) => Promise<unknown>> = {
  removed: ({ people }) => people.deleteUser({ caller: ADA, path }),
  deactivated: ({ people }) => people.updateUser({ caller: ADA, path, body: { active: false } }),
  'made a member': ({ people }) => people.updateUser({ caller: ADA, path, body: { role: 'member' } }),
  'without MFA': ({ people }) => people.resetMfa({ caller: ADA, path }),
};

/** A sync that nobody waits for, about to start: its summary goes to all admins, Ben among them. */
async function aboutToStart(seed: number) {
  const world = await scenarioOf(SYNCS[SOME_CHANGED]!, seed).prepare();
  const input = await slot(world);
  return { world, input, moment: world.moment() };
}

/** Answers whether the sync has so many points. */
async function changeAt(
  { world, input, moment }: Awaited<ReturnType<typeof aboutToStart>>,
  nth: number,
  change: string,
): Promise<boolean> {
  world.goTo(moment, nth);
  const seen = world.all.mailer.sent.length;
  let changedAt = Infinity;
  const act = async () => {
    await world.api.invoke(() => CHANGES[change]!(world));
    changedAt = world.all.mailer.sent.length;
  };
  const met = await interrupted(world, nth, () => world.execute(input), act, true);
  if (met === undefined) return false;
  await settle(world);
  const { call, side, args } = met.point;
  const where = `${change} at ${call} ${side}`;
  expect(met.result.status, where).toBe('SUCCEEDED');
  expect(syncsOf(world).at(-1), where).toMatchObject({ status: 'succeeded', trigger: 'schedule' });

  const about = (from: number) =>
    world.all.mailer.sent.slice(from).filter(({ mailId }) => mailId === `sync/${input.syncId}/ben`);
  const hasLeft = change === 'removed' || change === 'deactivated';
  // Between the last look at the user and the mail service's yes there is no way back.
  const isTooLate =
    (call === 'users.get' && side === 'after' && args[1] === 'ben') ||
    (call === 'mailer.send' && side === 'before' && (args[0] as { to: string }).to.startsWith('ben'));
  if (hasLeft && isTooLate) inDoubt.mails += about(changedAt).length;
  else if (hasLeft) expect(about(changedAt), where).toEqual([]);
  else if (change === 'without MFA') expect(about(seen), where).toHaveLength(1);
  const toAda = world.all.mailer.sent.filter(({ mailId }) => mailId === `sync/${input.syncId}/ada`);
  expect(toAda, where).toHaveLength(1);
  return true;
}

describe('a user who changes at every await of a sync', () => {
  it.each(Object.keys(CHANGES))('%s: hears what they may hear, and the sync goes on', async (change) => {
    let held = 0;
    for (const seed of eachSeed(2)) {
      try {
        const start = await aboutToStart(seed);
        for (let nth = 1; await changeAt(start, nth, change); nth += 1) held += 1;
      } catch (error) {
        throw replayable(error, FILE, change, seed);
      }
    }
    users.held(held);
    users.figure('mails past the last look', inDoubt.mails);
    expect(held).toBeGreaterThan(0);
  });
});

it('a user who had left before is not in any of it', async () => {
  const { prepare } = scenarioOf(SYNCS[SOME_CHANGED]!, 1);
  const world = await prepare();
  await world.execute(await slot(world));
  expect(world.all.mailer.sent.map(({ to }) => to)).not.toContain('gone@example.com');
  expect((await world.all.users.get(FIRM_ID, 'gone'))?.active).toBe(false);
});
