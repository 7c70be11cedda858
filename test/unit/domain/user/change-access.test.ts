import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeAccess } from '#domain/user/change-access.ts';
import type { StayingAdminRepository, UserRepository } from '#domain/user/ports.ts';
import type { UserAccess } from '#domain/user/user.ts';
import { isActiveAdmin } from '#domain/user/user.ts';
import { aUser, FIRM_ID } from '../../../support/builders.ts';
import { InMemoryStayingAdminRepository } from '../../../support/fakes/staying-admin-repository.ts';
import { InMemoryUserRepository } from '../../../support/fakes/user-repository.ts';

const ADMIN: UserAccess = { role: 'admin', active: true };
const MEMBER: UserAccess = { role: 'member', active: true };
const INACTIVE: UserAccess = { role: 'admin', active: false };

async function firmOf(people: Record<string, UserAccess>) {
  const users = new InMemoryUserRepository();
  for (const [userId, access] of Object.entries(people)) await users.put(aUser(userId, access));
  const deps = { users, stayingAdmins: new InMemoryStayingAdminRepository() };
  const set = (userId: string, access: UserAccess) => changeAccess(deps, FIRM_ID, userId, () => access);
  const admins = async () =>
    (await users.list(FIRM_ID)).filter((user) => isActiveAdmin(user)).map((user) => user.userId);
  return { ...deps, set, admins };
}

describe('changing what a user may do', () => {
  it.each([
    ['demoted', MEMBER],
    ['deactivated', INACTIVE],
  ])('the last active admin is not %s', async (_what, access) => {
    const { set, admins } = await firmOf({ ada: ADMIN, old: INACTIVE, mia: MEMBER });
    await expect(set('ada', access)).rejects.toMatchObject({ kind: 'conflict', code: 'LAST_ADMIN' });
    expect(await admins()).toEqual(['ada']);
    await set('mia', ADMIN);
    await set('ada', access);
    expect(await admins()).toEqual(['mia']);
    await expect(set('mia', access)).rejects.toMatchObject({ code: 'LAST_ADMIN' });
  });

  it('members come and go freely, and nobody is found who is not there', async () => {
    const { set, users } = await firmOf({ ada: ADMIN, mia: MEMBER });
    await set('mia', { role: 'member', active: false });
    expect(await users.get(FIRM_ID, 'mia')).toMatchObject({ active: false });
    await expect(set('zoe', ADMIN)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
  });

  it('says what was before, and numbers each change higher', async () => {
    const { set } = await firmOf({ ada: ADMIN, bo: ADMIN });
    const first = await set('bo', MEMBER);
    expect(first).toMatchObject({ before: { role: 'admin' }, access: MEMBER });
    expect((await set('bo', ADMIN)).change).toBeGreaterThan(first.change);
  });
});

describe('changes at once', () => {
  it('make nobody an admin again who is one in an old list only', async () => {
    const { set, users } = await firmOf({ ada: ADMIN, bo: MEMBER });
    const list = users.list.bind(users);
    users.list = async (firmId) =>
      (await list(firmId)).map((user) => (user.userId === 'bo' ? { ...user, ...ADMIN } : user));
    await expect(set('ada', MEMBER)).rejects.toMatchObject({ kind: 'unavailable', code: 'USERS_CHANGING' });
    expect(await users.get(FIRM_ID, 'bo')).toMatchObject(MEMBER);
    expect(await users.get(FIRM_ID, 'ada')).toMatchObject(ADMIN);
  });

  /** Every call waits for its turn before and after, so that a change can be overtaken anywhere, also by a crash. */
  function interleaved<T extends object>(scheduler: fc.Scheduler, subject: T, crash: () => boolean): T {
    return new Proxy(subject, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          await scheduler.schedule(Promise.resolve(), String(name));
          if (crash()) throw new Error('crashed');
          const result: unknown = await member.apply(target, args);
          await scheduler.schedule(Promise.resolve(), `after ${String(name)}`);
          return result;
        };
      },
    });
  }

  const act = fc.record({
    userId: fc.constantFrom('a', 'b', 'c'),
    access: fc.constantFrom(ADMIN, MEMBER, INACTIVE),
  });
  const start = fc.tuple(...['a', 'b', 'c'].map(() => fc.constantFrom(ADMIN, MEMBER, INACTIVE)));

  it('never leave a firm without an active admin, in whatever order their steps fall, crashes included', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        start,
        fc.array(act, { minLength: 2, maxLength: 5 }),
        fc.array(fc.nat(40), { maxLength: 2 }),
        async (scheduler, [a = ADMIN, b = ADMIN, c = ADMIN], acts, crashes) => {
          const firm = await firmOf({ a, b, c });
          fc.pre((await firm.admins()).length > 0);
          let calls = 0;
          const crash = () => crashes.includes((calls += 1));
          let fewest = Infinity;
          const watch = async () => {
            fewest = Math.min(fewest, (await firm.admins()).length);
          };
          const deps = {
            users: interleaved<UserRepository>(scheduler, firm.users, crash),
            stayingAdmins: interleaved<StayingAdminRepository>(scheduler, firm.stayingAdmins, crash),
          };
          const written = firm.users.setAccess.bind(firm.users);
          firm.users.setAccess = async (...args) => {
            const done = await written(...args);
            await watch();
            return done;
          };
          const all = Promise.allSettled(
            acts.map(({ userId, access }) => changeAccess(deps, FIRM_ID, userId, () => access)),
          );
          await scheduler.waitFor(all);
          refused += (await all).filter(({ status }) => status === 'rejected').length;
          expect(fewest).toBeGreaterThan(0);
          // Whoever is named stays true, so that a next change can rely on it.
          const { userId } = await firm.stayingAdmins.get(FIRM_ID);
          if (userId !== undefined) expect(await firm.admins()).toContain(userId);
        },
      ),
      { numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(0);
  }, 120_000);
});
