import { normaliseName } from '../client/client.ts';
import type { Likeness } from '../client/ports.ts';
import type { DuplicateReason } from './duplicate.ts';

export interface Like<T> {
  one: T;
  reason: DuplicateReason;
}

/** Clients by name and by e-mail. Holds about 500 bytes of each: texts must be no slices of a document. */
export class LikenessIndex<T extends Omit<Likeness, 'xpmUuid'>> {
  private readonly byName = new Map<string, T[]>();
  private readonly byEmail = new Map<string, T[]>();

  get isEmpty(): boolean {
    return this.byName.size === 0;
  }

  add(one: T): void {
    push(this.byName, normaliseName(one.name), one);
    for (const email of one.emails) push(this.byEmail, email, one);
  }

  /** Whoever has the name, an e-mail or both in common, each once. */
  like({ name, emails }: Pick<Likeness, 'name' | 'emails'>): Like<T>[] {
    const namesakes = new Set(this.byName.get(normaliseName(name)));
    const sharing = new Set(emails.flatMap((email) => this.byEmail.get(email) ?? []));
    return [...new Set([...namesakes, ...sharing])].map((one) => ({
      one,
      reason: !sharing.has(one) ? 'name' : namesakes.has(one) ? 'name-and-email' : 'email',
    }));
  }
}

function push<T>(map: Map<string, T[]>, key: string, one: T): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [one]);
  else found.push(one);
}
