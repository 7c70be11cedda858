import type { PracticeRecord } from '#domain/practice/ports.ts';
import { record } from '../../practice/world.ts';
import { uuidNo } from '../../practice/xml.ts';
import { between, type Random } from '../random.ts';

const SALUTATIONS = ['abe', 'Bea', 'cy', 'Dot', 'eve'];

/** A client of XPM as a seed has it: none to three contacts, flagged or not, with and without e-mail. */
export function clientNo(index: number, random: Random, fields: Record<string, string> = {}): PracticeRecord {
  const count = between(random, 0, 3);
  const flagged = random() < 0.5 ? between(random, 0, 3) : -1;
  const salutations = random() < 0.5;
  const start = between(random, 0, SALUTATIONS.length - 1);
  const contacts = Array.from({ length: count }, (_, nth) => ({
    UUID: uuidNo('d', index * 8 + nth),
    Name: `Contact${String((nth * 2 + start) % 5)} Of ${String(index)}`,
    Email: `contact${String(nth)}@client${String(index)}.example`,
    ...(salutations && { Salutation: SALUTATIONS[(nth * 2 + start) % 5] ?? '' }),
    ...(nth === flagged && { IsPrimary: 'Yes' }),
  }));
  return record(
    index,
    {
      Name: `Client ${String(index)} v${String(between(random, 1, 999))}`,
      ...(random() < 0.7 && { Email: `office@client${String(index)}.example` }),
      ...(random() < 0.3 && { IsProspect: 'Yes' }),
      ...fields,
    },
    contacts,
  );
}

/** What the portal has to show of a client. */
export interface Shown {
  name: string;
  email: string | undefined;
  status: string;
  contacts: string[];
}

/** By the words of the rule (design, section 2), for records as `clientNo` makes them. */
export function projectionOf({ fields, contacts }: PracticeRecord): Shown | undefined {
  if (fields['IsArchived'] === 'Yes' || fields['IsDeleted'] === 'Yes') return undefined;
  const rank = (contact: Readonly<Record<string, string>>) =>
    `${contact['IsPrimary'] === 'Yes' ? '0' : '1'} ${(contact['Salutation'] ?? contact['Name'] ?? '').toLowerCase()}`;
  const [primary] = [...contacts].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return {
    name: fields['Name'] ?? '',
    email: fields['Email'],
    status: fields['IsProspect'] === 'Yes' ? 'prospect' : 'client',
    contacts: contacts
      .map((contact) =>
        lineOf(contact['UUID'] ?? '', contact['Name'] ?? '', contact['Email'], contact === primary),
      )
      .sort(),
  };
}

export const lineOf = (id: string, name: string, email: string | undefined, isPrimary: boolean) =>
  `${id} ${name} ${email ?? '-'} ${isPrimary ? 'primary' : 'other'}`;
