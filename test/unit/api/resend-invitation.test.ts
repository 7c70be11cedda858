import { beforeEach, describe, expect, it } from 'vitest';
import { makeHandler } from '../../../functions/api/resend-invitation/handler.ts';
import { aUser } from '../../support/builders.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { FakeClock } from '../../support/fakes/system.ts';
import { InMemoryUserDirectory } from '../../support/fakes/user-directory.ts';
import { InMemoryUserRepository } from '../../support/fakes/user-repository.ts';

const caller = { user: aUser('ada'), mfa: true, sourceIp: '203.0.113.7', requestId: 'r' };
let deps: {
  users: InMemoryUserRepository;
  directory: InMemoryUserDirectory;
  audit: InMemoryAuditLog;
  clock: FakeClock;
};
beforeEach(async () => {
  deps = {
    users: new InMemoryUserRepository(),
    directory: new InMemoryUserDirectory(),
    audit: new InMemoryAuditLog(),
    clock: new FakeClock(),
  };
  await deps.users.put(aUser('new'));
});
const resend = (userId: string) => makeHandler(deps)({ caller, path: { userId } });

describe('POST /users/{userId}/invitation', () => {
  it('invites again who never signed in, and says so in the audit', async () => {
    expect(await resend('new')).toEqual({ body: { email: 'new@example.com' } });
    expect(deps.directory.invitedAgain).toEqual(['new@example.com']);
    expect(deps.audit.events).toMatchObject([
      { action: 'USER_REINVITED', actor: { userId: 'ada' }, details: { userId: 'new' } },
    ]);
  });

  it('does so once a minute, also when asked many times at once', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => resend('new')));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    deps.clock.advance(59_999);
    await expect(resend('new')).rejects.toMatchObject({ kind: 'too-many', code: 'INVITED_RECENTLY' });
    deps.clock.advance(1);
    await resend('new');
    expect(deps.directory.invitedAgain).toHaveLength(2);
    expect(deps.audit.events).toHaveLength(2);
  });

  it.each([
    ['as the portal knows', { lastSignInAt: '2026-03-01T00:00:00.000Z' }, ''],
    ['as the sign-in service alone knows', {}, 'new@example.com'],
  ])('refuses who has signed in, %s', async (_, changes, takenUp) => {
    await deps.users.put(aUser('new', changes));
    deps.directory.takenUp.add(takenUp);
    await expect(resend('new')).rejects.toMatchObject({ kind: 'conflict', code: 'INVITATION_TAKEN_UP' });
    expect(deps.directory.invitedAgain).toEqual([]);
    expect(deps.audit.events).toEqual([]);
  });

  it('refuses who is not active, and knows nobody of another firm', async () => {
    await deps.users.put(aUser('new', { active: false }));
    await deps.users.put(aUser('eve', { firmId: '22222222-2222-4222-8222-222222222222' }));
    await expect(resend('new')).rejects.toMatchObject({ kind: 'conflict', code: 'USER_INACTIVE' });
    for (const userId of ['eve', 'none']) {
      await expect(resend(userId)).rejects.toMatchObject({ kind: 'not-found', code: 'USER_NOT_FOUND' });
    }
    expect(deps.directory.invitedAgain).toEqual([]);
  });
});
