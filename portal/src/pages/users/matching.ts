import type { UserRow } from '../../api/types.ts';

/** Those whose name or e-mail contains every one of the words, in any case. */
export function matching(users: readonly UserRow[], search: string): UserRow[] {
  const words = search.toLocaleLowerCase('en').split(/\s+/).filter(Boolean);
  return users.filter(({ name, email }) => {
    const text = `${name} ${email}`.toLocaleLowerCase('en');
    return words.every((word) => text.includes(word));
  });
}
