import { expect, it } from 'vitest';
import type { Firm } from '#domain/firm/firm.ts';
import type { FirmRepository } from '#domain/firm/ports.ts';
import type { UserRepository } from '#domain/user/ports.ts';
import type { User } from '#domain/user/user.ts';
import { newFirm, NOW } from './samples.ts';

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
}
