import { expect, it } from 'vitest';
import { emailProblem, lineProblem, NewClientSchema } from '#domain/client/client-input.ts';

const longest = (domain: string) => `${'a'.repeat(320 - domain.length)}${domain}`;

it.each([
  ['a@b', 'is not an e-mail address'],
  [longest('@a.example'), undefined],
  [`a${longest('@a.example')}`, 'is longer than 320 characters'],
])('says what is wrong with an e-mail (%#)', (email, problem) => {
  expect(emailProblem(email)).toBe(problem);
});

it.each([
  ['abc', undefined],
  ['abcd', 'is longer than 3 characters'],
  ['a\nb', 'contains a line break or another control character'],
  ['a\ud800', 'contains half a character'],
])('says what is wrong with a line (%#)', (line, problem) => {
  expect(lineProblem(line, 3)).toBe(problem);
});

it.each([
  [{ name: 'a\tb' }, 'contains a line break or another control character'],
  [{ name: 'A', email: 'a@b' }, 'is not an e-mail address'],
  [
    { name: 'A', contacts: [1, 2].map(() => ({ name: 'X', isPrimary: true })) },
    'only one contact can be primary',
  ],
])('whoever types it is told the same (%#)', (body, message) => {
  expect(NewClientSchema.safeParse(body).error?.issues).toMatchObject([{ message }]);
});
