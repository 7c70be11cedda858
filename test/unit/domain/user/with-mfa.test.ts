import { expect, it } from 'vitest';
import { withMfa } from '#domain/user/with-mfa.ts';
import { aUser } from '../../../support/builders.ts';

it('asks eight at a time about each user once, and answers in their order', async () => {
  let atOnce = 0;
  let most = 0;
  const asked: string[] = [];
  const directory = {
    hasMfa: async (userId: string) => {
      asked.push(userId);
      atOnce += 1;
      most = Math.max(most, atOnce);
      await Promise.resolve();
      atOnce -= 1;
      if (userId === 'user-3') throw new Error('no answer');
      return userId === 'user-18';
    },
  };
  const users = Array.from({ length: 19 }, (_, index) => aUser(`user-${String(index)}`));
  const found = await withMfa(directory, users);
  expect(found.map(({ user }) => user)).toEqual(users);
  expect(asked).toEqual(users.map(({ userId }) => userId));
  expect(most).toBe(8);
  expect(found.filter(({ mfa }) => mfa === true).map(({ user }) => user.userId)).toEqual(['user-18']);
  expect(found.filter(({ mfa }) => mfa === null).map(({ user }) => user.userId)).toEqual(['user-3']);
});
