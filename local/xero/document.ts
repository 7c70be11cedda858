import type { Client, SeedContact } from './model.ts';

/** An element: its name, then its text, its children, or null when it is left out. */
export type Element = readonly [name: string, content: string | null | readonly Element[]];

const yesNo = (value: boolean | undefined) => (value ? 'Yes' : 'No');

const TEXTS = [
  ...(['address', 'city', 'region', 'postCode', 'country'] as const),
  ...(['postalAddress', 'postalCity', 'postalRegion', 'postalPostCode', 'postalCountry'] as const),
  ...(['phone', 'fax', 'website', 'referralSource', 'exportCode'] as const),
];

/** In the order seen on the v3.1 wire. `detail`: what the call shows beside the fields every call has. */
export function clientElement(
  client: Client,
  contacts: SeedContact[] | undefined,
  detail: { notes: boolean; tax: boolean },
): Element {
  const person = (name: string, value: { uuid: string; name: string } | undefined): Element => [
    name,
    value
      ? [
          ['UUID', value.uuid],
          ['Name', value.name],
        ]
      : null,
  ];
  return [
    'Client',
    [
      ['UUID', client.uuid],
      ['Name', client.name],
      ['Email', client.email === '' ? null : client.email],
      ...TEXTS.map((key): Element => [key.slice(0, 1).toUpperCase() + key.slice(1), client[key]]),
      ['IsProspect', client.isProspect === null ? null : yesNo(client.isProspect)],
      ['IsArchived', yesNo(client.isArchived)],
      ['IsDeleted', yesNo(client.isDeleted)],
      person('AccountManager', client.accountManager),
      person('JobManager', client.jobManager),
      ['FirstName', (detail.tax && client.firstName) || null],
      ['LastName', (detail.tax && client.lastName) || null],
      ['DateOfBirth', (detail.tax && client.dateOfBirth) || null],
      ...(detail.tax ? taxElements(client) : []),
      ['Contacts', contacts?.map((contact) => contactElement(contact, true)) ?? null],
      ['Notes', detail.notes ? client.notes.map(noteElement) : null],
      ['Groups', detail.notes ? client.groups.map((group) => person('Group', group)) : null],
      ['Relationships', detail.notes ? [] : null],
      ['WebUrl', `https://practicemanager.xero.com/Client/${String(client.number)}/Detail`],
    ],
  ];
}

/** A client without a tax record has none of these elements. */
function taxElements({ tax }: Client): Element[] {
  if (!tax) return [];
  return [
    ['TaxNumber', tax.taxNumber],
    ['CompanyNumber', tax.companyNumber],
    ['BusinessNumber', tax.businessNumber],
    ['BranchNumber', '1'],
    ['BusinessStructure', tax.businessStructure],
    ['GSTRegistered', yesNo(tax.gstRegistered)],
    ['PrepareGST', 'No'],
    ['SignedTaxAuthority', 'No'],
    ['AgencyStatus', 'Unlinked'],
    ['PrepareActivityStatement', 'No'],
    ['PrepareTaxReturn', 'No'],
    [
      'AutoBasOptInCriteria',
      [
        ['Annually', 'No'],
        ['Monthly', 'No'],
        ['Quarterly', 'No'],
        ['Opt-Out', 'Yes'],
      ],
    ],
    ['BankName', tax.bankName],
    ['ActiveAtoClient', 'No'],
    ['ClientCode', tax.clientCode],
  ];
}

const noteElement = (note: Client['notes'][number]): Element => [
  'Note',
  [
    ['Title', note.title],
    ['Text', note.text],
    ['Folder', ''],
    ['Date', note.date],
    ['CreatedBy', note.createdBy],
  ],
];

/** `linked`: with what belongs to the link to one client. */
export function contactElement(contact: SeedContact, linked: boolean): Element {
  return [
    'Contact',
    [
      ['UUID', contact.uuid],
      ['Name', contact.name ?? ''],
      ['Mobile', contact.mobile ?? ''],
      ['Email', contact.email ?? ''],
      ['Phone', contact.phone ?? ''],
      ['Salutation', contact.salutation ?? ''],
      ['Addressee', contact.addressee ?? ''],
      ['Position', linked ? (contact.position ?? '') : null],
      ['IsPrimary', linked ? yesNo(contact.isPrimary) : null],
      ['IsDeleted', yesNo(contact.isDeleted)],
    ],
  ];
}

/** Empty text is `<X></X>`, an empty list `<X />`, as on the wire. */
export function toXml([name, content]: Element): string {
  if (content === null) return '';
  if (typeof content === 'string') return `<${name}>${escapeText(content)}</${name}>`;
  return content.length === 0 ? `<${name} />` : `<${name}>${content.map(toXml).join('')}</${name}>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };

/** Characters beyond 16 bits go as numeric entities, carriage returns too (an XML reader would drop them). */
export function escapeText(text: string): string {
  if (!/[&<>\p{Cc}\p{Cs}\u{10000}-\u{10FFFF}\uFFFE\uFFFF]/u.test(text)) return text;
  return text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu, '')
    .replace(/[&<>\r]/g, (character) => ENTITIES[character] ?? '')
    .replace(
      /[\u{10000}-\u{10FFFF}]/gu,
      (character) => `&#x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()};`,
    );
}

const LISTS = new Set(['Clients', 'Contacts', 'Notes', 'Groups', 'Relationships', 'StaffList']);

/** The flat camelCase shape behind the feature header; empty texts are null there. */
export function toJson(element: Element): unknown {
  const [name, content] = element;
  if (content === null || content === '') return null;
  if (typeof content === 'string') return content;
  if (LISTS.has(name)) return content.map(toJson);
  return Object.fromEntries(content.map((child) => [camelCase(child[0]), toJson(child)]));
}

const camelCase = (name: string) =>
  name.replace('-', '').replace(/^(?:[A-Z]+(?=[A-Z][a-z]|$)|[A-Z])/, (start) => start.toLowerCase());
