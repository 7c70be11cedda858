import { type SeedClient, type SeedContact, type SeedPractice, stableUuid } from './model.ts';
import { FAMILY_NAMES, GIVEN_NAMES, ODD_NAMES, PLACES, TRADES, WORDS } from './demo-words.ts';

const DAY = 86_400_000;
const NEWEST_CHANGE = Date.UTC(2026, 8, 30);

/** A practice of believable clients, the same for the same seed, with every oddity XPM is known to return. */
export function demoPractice(options: { name: string; clients: number; seed: number }): SeedPractice {
  return { name: options.name, seed: options.seed, clients: demoClients(options.seed, 0, options.clients) };
}

/** Clients `from` to `to - 1` of an endless series, so that a practice can grow without changing what it has. */
export function demoClients(seed: number, from: number, to: number): SeedClient[] {
  return Array.from({ length: to - from }, (_, position) => demoClient(seed, from + position));
}

function demoClient(seed: number, index: number): SeedClient {
  const random = new Random(seed, index);
  const place = random.pick(PLACES[random.chance(0.25) ? 'au' : 'nz']).split('|');
  const [city = '', region = '', postCode = '', country = '', dial = ''] = place;
  const business = !random.chance(0.3);
  const given = random.pick(GIVEN_NAMES);
  const family = random.pick(FAMILY_NAMES);
  const name = clientName(seed, index);
  const street = `${String(1 + random.below(240))} ${random.pick(WORDS)} ${random.pick(['Street', 'Road', 'Terrace', 'Lane'])}`;
  const email = index % 6 === 5 ? '' : `office@${hostOf(name)}`;
  return {
    uuid: stableUuid('client', seed, index),
    name,
    email,
    address: index % 5 === 2 ? `Level ${String(1 + random.below(9))}\r\n${street}` : street,
    city,
    region,
    postCode,
    country,
    ...(index % 4 === 1 && {
      postalAddress: `PO Box ${String(100 + random.below(9000))}\r\n${city} Central`,
      postalCity: city,
      postalPostCode: postCode,
      postalCountry: country,
    }),
    phone: index % 3 === 0 ? '' : `${dial} 555 ${String(1000 + random.below(9000))}`,
    website: business && email !== '' ? `https://${hostOf(name)}` : '',
    exportCode: index % 2 === 0 ? String(1000 + index) : '',
    isProspect: index % 15 === 14 ? null : index % 12 === 9,
    isArchived: index % 33 === 16,
    isDeleted: index % 100 === 40,
    ...(index % 8 !== 6 && {
      accountManager: { uuid: stableUuid('staff', seed, index % 3), name: MANAGERS[index % 3] ?? '' },
      jobManager: { uuid: stableUuid('staff', seed, 3), name: 'Tom Faleolo' },
    }),
    ...(!business && {
      firstName: given,
      lastName: family,
      dateOfBirth: `19${String(50 + random.below(50))}-0${String(1 + random.below(9))}-17T00:00:00`,
    }),
    ...(index % 7 !== 3 && {
      tax: {
        taxNumber: index % 2 === 0 ? `******${String(100 + random.below(900))}` : '',
        companyNumber: business ? String(1_000_000 + random.below(8_000_000)) : '',
        businessNumber: business ? `94290${String(10_000_000 + random.below(80_000_000))}` : '',
        businessStructure: business ? 'Company' : 'Individual',
        gstRegistered: random.chance(0.6),
        bankName: random.pick(['Harbour Savings Bank', 'Example Bank', '']),
        clientCode: `${name
          .replace(/[^A-Z]/gi, '')
          .slice(0, 3)
          .toUpperCase()}${String(index).padStart(2, '0')}`,
      },
    }),
    notes:
      index % 9 === 4
        ? [
            {
              title: 'Payment arrangement',
              text: 'Will pay by the 20th & call first.',
              date: '2026-07-15T10:41:50',
              createdBy: 'Tom Faleolo',
            },
          ]
        : [],
    groups:
      index % 4 === 0
        ? [{ uuid: stableUuid('group', seed, index % 16), name: `${FAMILY_NAMES[index % 16] ?? ''} Family` }]
        : [],
    contacts: demoContacts(seed, index),
    modifiedAt: NEWEST_CHANGE - random.below(700 * DAY),
  };
}

const MANAGERS = ['Mere Partner', 'Priya Naidu', 'Callum Reid'];

function clientName(seed: number, index: number): string {
  // Every sixtieth client bears the name of another one: XPM does not keep names unique.
  if (index % 60 === 7) return clientName(seed, index - 3);
  if (index % 25 === 11) return ODD_NAMES[Math.floor(index / 25) % ODD_NAMES.length] ?? '';
  const random = new Random(seed, index, 1);
  const family = random.pick(FAMILY_NAMES);
  const trade = random.pick(TRADES);
  const suffix = random.pick(['Limited', 'Limited', 'Ltd', 'Pty Ltd', 'Partnership', 'Group Limited']);
  const shape = random.below(10);
  if (shape < 2) return `${family}, ${random.pick(GIVEN_NAMES)}`;
  if (shape === 2) return `The ${family} Family Trust`;
  if (shape === 3) return `${family} & ${random.pick(FAMILY_NAMES)} ${trade}`;
  return `${shape < 6 ? family : random.pick(WORDS)} ${trade} ${suffix}`;
}

function demoContacts(seed: number, index: number): SeedContact[] {
  const contact = (position: number, changes: Partial<SeedContact> = {}) => ({
    ...demoContact(seed, index, position),
    ...changes,
  });
  switch (index % 20) {
    case 1:
      return [];
    case 2:
      return [contact(0), contact(1, { salutation: 'Aunty Jo' })];
    case 3:
      return [contact(0, { isPrimary: true }), contact(1, { isPrimary: true })];
    case 4:
      return [contact(0, { isPrimary: true, isDeleted: true }), contact(1)];
    case 5:
      return [contact(0, { isPrimary: true, email: '' })];
    case 6:
      return [contact(0, { salutation: '' }), contact(1, { salutation: ' ' })];
    case 7:
      return [contact(0, { salutation: 'Kia ora' }), contact(1, { salutation: 'Kia ora' })];
    case 8:
      // The contact of the client eight before: one person, two clients, another position and flag.
      return [
        { ...demoContact(seed, index - 8, 0), position: 'Trustee', isPrimary: index % 40 === 8 },
        contact(1),
      ];
    case 9:
      return [contact(0), contact(1, { isPrimary: true }), contact(2, { isDeleted: true })];
    default:
      return [0, 1, 2]
        .slice(0, 1 + (index % 3))
        .map((position) => contact(position, { isPrimary: position === 0 }));
  }
}

function demoContact(seed: number, index: number, position: number): SeedContact {
  const random = new Random(seed, index, 2 + position);
  const given = random.pick(GIVEN_NAMES);
  const family = random.pick(FAMILY_NAMES);
  return {
    uuid: stableUuid('contact', seed, index, position),
    name: random.chance(0.04) ? given : `${given} ${family}`,
    salutation: random.pick([
      '',
      given,
      given,
      `${random.pick(['Ms', 'Mrs', 'Mr', 'Dr'])} ${given.slice(0, 1)} ${family}`,
    ]),
    addressee: random.chance(0.3) ? `${given.slice(0, 1)} ${family}` : '',
    mobile: random.chance(0.7) ? `021 555 ${String(1000 + random.below(9000))}` : '',
    email: `${asciiOf(given)}.${asciiOf(family)}${String(index)}@clients.example`,
    phone: random.chance(0.4) ? `09 555 ${String(1000 + random.below(9000))}` : '',
    position: random.pick(['Director', 'Owner', 'Office manager', 'Bookkeeper', '']),
  };
}

const asciiOf = (word: string) =>
  word
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();

const hostOf = (name: string) => `${asciiOf(name).slice(0, 24)}.example`;

/** Same numbers for the same keys; good enough to look varied. */
class Random {
  private state: number;

  constructor(...keys: number[]) {
    this.state = keys.reduce(
      (state, key) => Math.imul(state ^ (key + 0x5bd1), 0x2c9277b5) + 0x3b29,
      0x1f123bb5,
    );
    for (let round = 0; round < 4; round += 1) this.below(2);
  }

  below(limit: number): number {
    this.state = Math.imul(this.state ^ (this.state >>> 15), 0x735a2d97) + 0x6d2b;
    return Math.floor((((this.state ^ (this.state >>> 13)) >>> 0) / 2 ** 32) * limit);
  }

  chance(share: number): boolean {
    return this.below(10_000) < share * 10_000;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }
}
