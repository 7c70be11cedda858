import { expect, it } from 'vitest';
import type { Firm } from '#domain/firm/firm.ts';
import type { FirmRepository } from '#domain/firm/ports.ts';
import type { SeatRepository, StayingAdminRepository, UserRepository } from '#domain/user/ports.ts';
import type { User } from '#domain/user/user.ts';
import { minutes, newFirm, NOW } from './samples.ts';

const firmOf = (firmId: string): Firm => ({
  firmId,
  name: 'Kauri Accounting',
  timeZone: 'Pacific/Auckland',
  syncTimes: ['06:00', '18:00'],
  summaryMail: 'changes-and-failures',
  membersMaySync: false,
  createdAt: NOW.toISOString(),
});

const userOf = (firmId: string, userId: string): User => ({
  firmId,
  userId,
  email: `${userId}@example.com`,
  name: `User ${userId}`,
  role: 'member',
  active: true,
  createdAt: NOW.toISOString(),
});

export function describeFirms(makeSubject: () => Promise<FirmRepository>): void {
  it('creates a firm once', async () => {
    const [firms, firmId] = [await makeSubject(), newFirm()];
    expect(await firms.get(firmId)).toBeUndefined();
    expect(await firms.create(firmOf(firmId))).toBe(true);
    expect(await firms.create({ ...firmOf(firmId), name: 'Other' })).toBe(false);
    expect(await firms.get(firmId)).toEqual(firmOf(firmId));
  });

  it('sets the seats of a firm that is there, and nothing else of it', async () => {
    const [firms, firmId] = [await makeSubject(), newFirm()];
    expect(await firms.setSeats(firmId, 3)).toBe(false);
    expect(await firms.get(firmId)).toBeUndefined();
    await firms.create(firmOf(firmId));
    for (const seats of [3, 3, 5]) expect(await firms.setSeats(firmId, seats)).toBe(true);
    expect(await firms.get(firmId)).toEqual({ ...firmOf(firmId), seats: 5 });
  });
}

export function describeFirmChanges(makeSubject: () => Promise<FirmRepository>): void {
  it('changes what is given and nothing else, and only a firm that is there', async () => {
    const [firms, firmId] = [await makeSubject(), newFirm()];
    expect(await firms.update(firmId, { name: 'Nobody' })).toBeUndefined();
    expect(await firms.get(firmId)).toBeUndefined();
    await firms.create(firmOf(firmId));
    const changed = { ...firmOf(firmId), name: 'Rata', syncTimes: ['07:30'] };
    expect(await firms.update(firmId, { name: 'Rata', syncTimes: ['07:30'], timeZone: undefined })).toEqual(
      changed,
    );
    expect(await firms.get(firmId)).toEqual(changed);
  });

  it('keeps who gets which mail, each kind by itself; the admins where nobody was named', async () => {
    const [firms, firmId] = [await makeSubject(), newFirm()];
    await firms.create(firmOf(firmId));
    expect(await firms.update(firmId, { recipients: { problems: ['b', 'c'] } })).toMatchObject({
      recipients: { summary: 'admins', problems: ['b', 'c'] },
    });
    await firms.update(firmId, { recipients: { summary: ['a'] } });
    await firms.update(firmId, { recipients: { problems: 'admins' } });
    const recipients = { summary: ['a'], problems: 'admins' };
    expect(await firms.get(firmId)).toEqual({ ...firmOf(firmId), recipients });
    const other = { ...firmOf(newFirm()), recipients: { summary: 'admins' as const, problems: ['d'] } };
    await firms.create(other);
    expect(await firms.get(other.firmId)).toEqual(other);
  });

  it('loses nothing of changes that are made at once', async () => {
    const [firms, firmId] = [await makeSubject(), newFirm()];
    await firms.create(firmOf(firmId));
    await Promise.all([
      firms.update(firmId, { name: 'Rata' }),
      firms.update(firmId, { timeZone: 'Australia/Perth' }),
      firms.update(firmId, { syncTimes: ['09:00'] }),
      firms.update(firmId, { membersMaySync: true }),
      firms.update(firmId, { summaryMail: 'every-run' }),
      firms.update(firmId, { recipients: { summary: ['a'] } }),
      firms.update(firmId, { recipients: { problems: ['b'] } }),
    ]);
    expect(await firms.get(firmId)).toEqual({
      ...firmOf(firmId),
      name: 'Rata',
      timeZone: 'Australia/Perth',
      syncTimes: ['09:00'],
      membersMaySync: true,
      summaryMail: 'every-run',
      recipients: { summary: ['a'], problems: ['b'] },
    });
  });
}

export function describeUsers(makeSubject: () => Promise<UserRepository>): void {
  it('keeps the users of each firm', async () => {
    const [users, firmId] = [await makeSubject(), newFirm()];
    for (const userId of ['a', 'b', 'c']) await users.put(userOf(firmId, userId));
    await users.put({ ...userOf(firmId, 'b'), role: 'admin', active: false });
    await users.put(userOf(newFirm(), 'd'));
    expect(await users.get(firmId, 'b')).toEqual({ ...userOf(firmId, 'b'), role: 'admin', active: false });
    expect(await users.get(newFirm(), 'b')).toBeUndefined();
    expect(await users.get(firmId, 'd')).toBeUndefined();
    expect((await users.list(firmId)).map(({ userId }) => userId).sort()).toEqual(['a', 'b', 'c']);
    expect(await users.list(newFirm())).toEqual([]);
  });

  it('creates a user once, and changes only those who are there', async () => {
    const [users, firmId] = [await makeSubject(), newFirm()];
    expect(await users.create(userOf(firmId, 'a'))).toBe(true);
    expect(await users.create({ ...userOf(firmId, 'a'), name: 'Other' })).toBe(false);
    expect(await users.rename(firmId, 'a', 'Renamed')).toBe(true);
    await users.noteSignIn(firmId, 'a', NOW);
    const [name, lastSignInAt] = ['Renamed', NOW.toISOString()];
    expect(await users.get(firmId, 'a')).toEqual({ ...userOf(firmId, 'a'), name, lastSignInAt });
    expect(await users.rename(firmId, 'b', 'Nobody')).toBe(false);
    await users.noteSignIn(firmId, 'b', NOW);
    expect(await users.setAccess(firmId, 'b', { role: 'admin', active: true }, 1)).toBe(false);
    expect(await users.takeReminder(firmId, 'b', NOW, NOW)).toBe(false);
    expect(await users.takeInvitation(firmId, 'b', NOW, NOW)).toBe(false);
    expect(await users.list(firmId)).toHaveLength(1);
  });

  it('takes changes of access in the order of their numbers, and removes at the last one only', async () => {
    const [users, firmId] = [await makeSubject(), newFirm()];
    await users.put(userOf(firmId, 'a'));
    const set = (change: number, role: User['role'], ifActiveAdmin?: boolean) =>
      users.setAccess(firmId, 'a', { role, active: true }, change, ifActiveAdmin);
    expect(await set(1, 'admin', true)).toBe(false);
    expect(await set(2, 'admin')).toBe(true);
    expect(await set(2, 'member')).toBe(false);
    expect(await set(1, 'member')).toBe(false);
    expect(await users.get(firmId, 'a')).toMatchObject({ role: 'admin', active: true });
    expect(await set(5, 'admin', true)).toBe(true);
    expect(await users.setAccess(firmId, 'a', { role: 'admin', active: false }, 6)).toBe(true);
    expect(await set(7, 'admin', true)).toBe(false);
    expect(await users.remove(firmId, 'a', 5)).toBe(false);
    expect(await users.remove(firmId, 'a', 6)).toBe(true);
    expect(await users.remove(firmId, 'a', 6)).toBe(false);
    expect(await users.get(firmId, 'a')).toBeUndefined();
  });

  it.each([
    ['remind', 'takeReminder', 'takeInvitation'],
    ['invite again', 'takeInvitation', 'takeReminder'],
  ] as const)('lets one of many %s, and the next one after the time given', async (_, turn, other) => {
    const [users, firmId] = [await makeSubject(), newFirm()];
    await users.put(userOf(firmId, 'a'));
    expect(await users[other](firmId, 'a', minutes(0), minutes(-60))).toBe(true);
    const take = (at: number) => users[turn](firmId, 'a', minutes(at), minutes(at - 60));
    const taken = await Promise.all(Array.from({ length: 8 }, () => take(0)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await take(59)).toBe(false);
    expect(await take(60)).toBe(true);
  });
}

export function describeStayingAdmins(makeSubject: () => Promise<StayingAdminRepository>): void {
  it('saves from the change that was read, and from no other', async () => {
    const [staying, firmId] = [await makeSubject(), newFirm()];
    expect(await staying.get(firmId)).toEqual({ change: 0 });
    const saved = await Promise.all(
      ['a', 'b', 'c'].map((userId) => staying.save(firmId, 0, { change: 1, userId })),
    );
    expect(saved.filter(Boolean)).toHaveLength(1);
    expect(await staying.save(firmId, 0, { change: 1 })).toBe(false);
    expect(await staying.save(firmId, 1, { change: 2, userId: 'd' })).toBe(true);
    expect(await staying.save(firmId, 1, { change: 2 })).toBe(false);
    expect(await staying.get(firmId)).toEqual({ change: 2, userId: 'd' });
    expect(await staying.save(firmId, 2, { change: 3 })).toBe(true);
    expect(await staying.get(firmId)).toEqual({ change: 3 });
    expect(await staying.get(newFirm())).toEqual({ change: 0 });
  });
}

export function describeSeats(makeSubject: () => Promise<SeatRepository>): void {
  it('saves from the version that was read, and from no other', async () => {
    const [seats, firmId] = [await makeSubject(), newFirm()];
    const kept = (name: string) => [{ email: `${name}@example.com`, until: NOW.toISOString() }];
    expect(await seats.get(firmId)).toEqual({ version: 0, kept: [] });
    const saved = await Promise.all(['a', 'b', 'c'].map((name) => seats.save(firmId, 0, kept(name))));
    expect(saved.filter(Boolean)).toHaveLength(1);
    expect(await seats.save(firmId, 0, kept('d'))).toBe(false);
    expect(await seats.save(firmId, 1, [...kept('e'), ...kept('f')])).toBe(true);
    expect(await seats.save(firmId, 1, [])).toBe(false);
    expect(await seats.get(firmId)).toEqual({ version: 2, kept: [...kept('e'), ...kept('f')] });
    expect(await seats.save(firmId, 2, [])).toBe(true);
    expect(await seats.get(firmId)).toEqual({ version: 3, kept: [] });
    expect(await seats.get(newFirm())).toEqual({ version: 0, kept: [] });
  });
}
