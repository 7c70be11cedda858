import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailProblem, lineProblem, nameProblem } from '#domain/client/client-input.ts';
import {
  emailCheck,
  given,
  lineCheck,
  linesCheck,
  nameCheck,
} from '../../../../portal/src/clients/field-checks.ts';

const line = lineCheck('City', 10);

describe('A form says before the API has to', () => {
  it.each([
    ['a name that is missing', nameCheck('Client name')('  '), 'Enter the client name.'],
    ['a name of accents alone', nameCheck('Name')('\u0301'), 'Name needs at least one letter or digit.'],
    ['a name that is too long', nameCheck('Name')('x'.repeat(501)), 'Name can have at most 500 characters.'],
    ['a line that is too long', line('x'.repeat(11)), 'City can have at most 10 characters.'],
    ['a line break', line('a\nb'), 'City must be on one line.'],
    [
      'lines that are too long',
      linesCheck('Address', 5)('a\nb\nc\nd'),
      'Address can have at most 5 characters.',
    ],
    ['no e-mail address', emailCheck('aroha@'), 'This is not an e-mail address, e.g. aroha@example.co.nz.'],
  ])('%s', (_, said, words) => {
    expect(said).toBe(words);
  });

  it('nothing of what may be left empty, and of what is right', () => {
    expect([line(''), line(' '), emailCheck(''), linesCheck('Address', 9)('')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([nameCheck('Name')('Ōtāhuhu'), line('x'.repeat(10)), emailCheck(' a@b.nz ')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(linesCheck('Address', 5)('a\nb')).toBeNull();
  });
});

describe('What the API refuses, the form refuses', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ maxLength: 600 }),
    fc.emailAddress(),
    fc.constantFrom('a@b.c', 'a@b.c.', '\u0300 ', 'a\u2028b', '\u0007'),
  );
  it('and the other way round, of one line, a name and an e-mail address', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const trimmed = text.trim();
        // Half a character cannot be typed.
        fc.pre(!/\p{Cs}/u.test(text));
        expect(line(text) !== null).toBe(lineProblem(trimmed, 10) !== undefined);
        expect(nameCheck('Name')(text) !== null).toBe(trimmed === '' || nameProblem(trimmed) !== undefined);
        expect(emailCheck(text) !== null).toBe(trimmed !== '' && emailProblem(trimmed) !== undefined);
      }),
      { numRuns: 500 },
    );
  });
});

describe('Of a field', () => {
  it('spaces around the text are dropped, and spaces alone are nothing', () => {
    expect([given('  a b '), given('   '), given('')]).toEqual(['a b', undefined, undefined]);
  });
});
