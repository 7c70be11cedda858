import { describe, expect, it } from 'vitest';
import type { UserRow } from '../../../portal/src/api/types.ts';
import { inGroupsOfFour } from '../../../portal/src/pages/mfa/in-groups-of-four.ts';
import { matching } from '../../../portal/src/pages/users/matching.ts';
import { questionOf } from '../../../portal/src/pages/users/questions.ts';
import { usersText } from '../../../portal/src/text/users.ts';

const user = (name: string, email: string): UserRow => ({
  userId: email,
  name,
  email,
  role: 'admin',
  active: true,
  mfa: true,
  lastSignInAt: null,
  createdAt: '2026-11-22T05:00:00.000Z',
  mailProblem: null,
});
const ada = user('Ada Lovelace', 'ada@rata.example');
const grace = user('Grace Hopper', 'hopper@harbour.example');

describe('Searching users', () => {
  it.each([
    ['', [ada, grace]],
    ['  ', [ada, grace]],
    ['LOVE', [ada]],
    ['hopper grace', [grace]],
    ['harbour', [grace]],
    ['grace rata', []],
  ])('%j finds by name and e-mail', (search, found) => {
    expect(matching([ada, grace], search)).toEqual(found);
  });
});

describe('Before a user loses access', () => {
  it.each(['deactivate', 'remove'] as const)(
    '%s asks, and says more to who does it to themselves',
    (kind) => {
      const other = questionOf({ kind, user: ada }, grace.userId);
      const own = questionOf({ kind, user: ada }, ada.userId);
      expect(other?.title).toContain('Ada Lovelace');
      expect(own?.title).toContain('yourself');
      expect(own?.words).toContain('Only another admin');
      expect([other?.danger, own?.danger]).toEqual([true, true]);
    },
  );

  it('a reset of MFA says what it means', () => {
    expect(questionOf({ kind: 'reset-mfa', user: ada }, grace.userId)).toMatchObject({
      words: usersText.resetWords,
      danger: true,
    });
  });
});

describe('A key to type in', () => {
  it('stands in groups of four', () => {
    expect(inGroupsOfFour('ABCDEFGHIJ')).toBe('ABCD EFGH IJ');
    expect(inGroupsOfFour('ABCDEFGH')).toBe('ABCD EFGH');
    expect(inGroupsOfFour('')).toBe('');
  });
});
