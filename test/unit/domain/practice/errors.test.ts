import { expect, it } from 'vitest';
import {
  PracticeAnswerError,
  PracticeRefusedError,
  RateLimitedError,
  refusalIn,
} from '#domain/practice/errors.ts';

it.each([
  [new PracticeAnswerError('incomplete'), 'unavailable', 'XPM_ANSWER_UNUSABLE', 'Nothing was removed.'],
  [new PracticeRefusedError('no such practice'), 'unavailable', 'XPM_REFUSED', 'no such practice'],
  [new RateLimitedError('day', 60), 'too-many', 'XERO_LIMIT_REACHED', 'used up for now'],
])('%s has a kind, a stable name and words', (error, kind, code, words) => {
  expect(error).toMatchObject({ kind, code });
  expect(error.message).toContain(words);
});

it('finds the reason that XPM gave in the words of a refusal alone', () => {
  expect(refusalIn(new PracticeRefusedError(' the  plan\nhas ended ').message)).toBe('the plan has ended');
  expect(refusalIn(new PracticeAnswerError('malformed').message)).toBeUndefined();
});
