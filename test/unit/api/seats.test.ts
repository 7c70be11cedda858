import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeHandler as makeDelete } from '../../../functions/api/delete-user/handler.ts';
import { makeHandler as makeInvite } from '../../../functions/api/invite-user/handler.ts';
import { makeHandler as makeUpdate } from '../../../functions/api/update-user/handler.ts';
import { aFirm, aUser, FIRM_ID } from '../../support/builders.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { InMemoryFirmRepository } from '../../support/fakes/firm-repository.ts';
import { InMemoryOutbox } from '../../support/fakes/outbox.ts';
import { InMemorySeatRepository } from '../../support/fakes/seat-repository.ts';
import { InMemoryStayingAdminRepository } from '../../support/fakes/staying-admin-repository.ts';
import { FakeClock } from '../../support/fakes/system.ts';
import { InMemoryUserDirectory } from '../../support/fakes/user-directory.ts';
import { InMemoryUserRepository } from '../../support/fakes/user-repository.ts';

const caller = { user: aUser('ada'), mfa: true, sourceIp: '203.0.113.7', requestId: 'r' };
const NO_SEAT = { kind: 'conflict', code: 'SEATS_EXHAUSTED' };

/** Ada and Mia are active, Bob is not. */
async function worldOf(seats: number | undefined) {
  const users = new InMemoryUserRepository();
  const firms = new InMemoryFirmRepository();
  await firms.create(aFirm(seats === undefined ? {} : { seats }));
  await users.put(aUser('ada'));
  await users.put(aUser('mia', { role: 'member' }));
  await users.put(aUser('bob', { role: 'member', active: false }));
  const deps = {
    users,
    firms,
    seats: new InMemorySeatRepository(),
    stayingAdmins: new InMemoryStayingAdminRepository(),
    directory: new InMemoryUserDirectory(),
    connections: new InMemoryConnectionRepository(),
    outbox: new InMemoryOutbox(),
    portalUrl: 'https://portal.example',
    audit: new InMemoryAuditLog(),
    clock: new FakeClock(),
  };
  return {
    ...deps,
    deps,
    invite: (name: string) =>
      makeInvite(deps)({ caller, body: { email: `${name}@example.com`, name, role: 'member' } }),
    setActive: (userId: string, active: boolean) =>
      makeUpdate(deps)({ caller, path: { userId }, body: { active } }),
    remove: (userId: string) => makeDelete(deps)({ caller, path: { userId } }),
    active: async () => (await users.list(FIRM_ID)).filter((user) => user.active).length,
  };
}
let world: Awaited<ReturnType<typeof worldOf>>;
beforeEach(async () => {
  world = await worldOf(3);
});

describe('the seats of a firm', () => {
  it('are taken by active users: beyond them nobody is invited, told, or activated', async () => {
    await world.invite('zoe');
    await expect(world.invite('yan')).rejects.toMatchObject(NO_SEAT);
    await expect(world.invite('yan')).rejects.toThrow('All 3 seats of your firm are taken.');
    await expect(world.setActive('bob', true)).rejects.toMatchObject(NO_SEAT);
    expect(await world.active()).toBe(3);
    expect(world.audit.events.map(({ action }) => action)).toEqual(['USER_INVITED']);
    expect((await world.users.list(FIRM_ID)).map(({ name }) => name)).not.toContain('yan');
  });

  it('are free at once when somebody is deactivated or removed', async () => {
    const { body: zoe } = await world.invite('zoe');
    await world.remove(zoe.userId);
    await world.setActive('bob', true);
    await world.setActive('mia', false);
    await world.invite('yan');
    await expect(world.setActive('mia', true)).rejects.toMatchObject(NO_SEAT);
    expect(await world.active()).toBe(3);
  });

  it('are not needed for what makes nobody active', async () => {
    await world.firms.setSeats(FIRM_ID, 1);
    await world.setActive('mia', true);
    const rename = { caller, path: { userId: 'bob' }, body: { name: 'Rob' } };
    expect((await makeUpdate(world.deps)(rename)).body).toMatchObject({ name: 'Rob', active: false });
  });

  it('have no end where no number was set', async () => {
    world = await worldOf(undefined);
    for (const name of ['a', 'b', 'c', 'd']) await world.invite(name);
    expect(await world.active()).toBe(6);
  });

  it('are not lost by an invitation that was refused', async () => {
    await world.directory.invite({
      email: 'eve@example.com',
      name: 'Eve',
      firmId: '22222222-2222-4222-8222-222222222222',
    });
    await expect(world.invite('eve')).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
    await world.invite('zoe');
  });

  it('stay kept for a minute when the answer to a write was lost, and are free after it', async () => {
    const create = world.users.create.bind(world.users);
    world.users.create = () => Promise.reject(new Error('no answer'));
    await expect(world.invite('zoe')).rejects.toThrow('no answer');
    world.users.create = create;
    await expect(world.invite('yan')).rejects.toMatchObject(NO_SEAT);
    await world.invite('zoe');
    await world.setActive('mia', false);
    world.clock.advance(60_000);
    await world.invite('yan');
  });

  it('are never given twice, however many ask at once and whatever else happens meanwhile', async () => {
    const act = fc.constantFrom('invite', 'invite', 'activate', 'deactivate', 'remove');
    let full = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat(20)),
        fc.array(act, { minLength: 2, maxLength: 7 }),
        async (turns, acts) => {
          const { deps, invite, setActive, remove, active } = await worldOf(3);
          for (const port of [deps.users, deps.seats]) delayed(port, turns);
          const answers = await Promise.allSettled(
            acts.map((what, n) => {
              if (what === 'invite') return invite(`new${String(n)}`);
              if (what === 'remove') return remove('mia');
              return setActive('bob', what === 'activate');
            }),
          );
          const failures = answers.flatMap((answer): unknown[] =>
            answer.status === 'rejected' ? [answer.reason] : [],
          );
          for (const failure of failures) {
            expect(failure).toMatchObject({ code: /^(SEATS_EXHAUSTED|USER_NOT_FOUND|USERS_CHANGING)$/ });
          }
          expect(await active()).toBeLessThanOrEqual(3);
          if ((await active()) === 3) full += 1;
        },
      ),
      { numRuns: 500 },
    );
    expect(full).toBeGreaterThan(250);
  }, 60_000);

  it('go to as many of a crowd as there are', async () => {
    await world.firms.setSeats(FIRM_ID, 6);
    const crowd = Array.from({ length: 10 }, (_, n) => world.invite(`new${String(n)}`));
    const answers = await Promise.allSettled(crowd);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    expect(await world.active()).toBe(6);
    expect((await world.seats.get(FIRM_ID)).kept).toEqual([]);
  });
});

/** Each call happens some turns later, and its answer arrives some more turns later. */
function delayed(port: object, turns: Iterator<number>): void {
  const wait = async () => {
    for (let left = Number(turns.next().value); left > 0; left -= 1) await Promise.resolve();
  };
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(port))) {
    const method: unknown = Reflect.get(port, name);
    if (name === 'constructor' || name === 'change' || typeof method !== 'function') continue;
    Reflect.set(port, name, async (...args: unknown[]) => {
      await wait();
      const answer: unknown = await Reflect.apply(method, port, args);
      await wait();
      return answer;
    });
  }
}
