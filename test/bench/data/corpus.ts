/**
 * A practice as `client.api/list` answers it: about 2.6 KB a client, 43 elements, one to four contacts, entities of all
 * three kinds, CDATA, empty elements (reference performance.md, section 2). `version` changes the phone number alone.
 */
export const OPEN = '<Response api-method="List"><Status>OK</Status><Clients>';
export const CLOSE = '</Clients></Response>';

type Text = readonly [name: string, text: string];

export const uuidOf = (kind: string, index: number) =>
  `${kind}0000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
export const contactsOf = (index: number) => 1 + (index % 4);

const CITIES = ['Auckland', 'Whangārei', 'Ōtautahi Christchurch', 'Tauranga', 'Melbourne'];
const cityOf = (index: number) => CITIES[index % CITIES.length] ?? '';
const day = (index: number) => `2025-${String(1 + (index % 12)).padStart(2, '0')}-17T00:00:00`;

/** Elements with a text, in the order of the wire; the names are XPM's. */
export function textsOf(index: number, version = 0): Text[] {
  const number = String(index);
  return [
    ['UUID', uuidOf('c', index)],
    ['Name', `Harbour Lights Trading ${number} & Sons Limited`],
    ['Email', `accounts@harbour-lights-${number}.example.com`],
    ['Address', `Level ${String(index % 9)}\n${number} Customs Street East`],
    ['City', cityOf(index)],
    ['Region', 'Te Tai Tokerau'],
    ['PostCode', String(1000 + (index % 9000)).padStart(4, '0')],
    ['Country', 'New Zealand'],
    ['PostalAddress', `PO Box ${number}`],
    ['PostalCity', cityOf(index + 1)],
    ['PostalRegion', ''],
    ['PostalPostCode', '0112'],
    ['PostalCountry', 'New Zealand'],
    ['Phone', `+64 9 555 ${String((index * 7 + version) % 10_000).padStart(4, '0')}`],
    ['Fax', ''],
    ['Website', index % 3 === 0 ? '' : `https://harbour-lights-${number}.example.com`],
    ['ReferralSource', index % 3 === 0 ? 'Word of mouth' : ''],
    ['ExportCode', index % 2 === 0 ? `HL${number.padStart(6, '0')}` : ''],
    ['IsProspect', index % 12 === 9 ? 'Yes' : 'No'],
    ['IsArchived', 'No'],
    ['IsDeleted', 'No'],
    ['FirstName', 'Aroha'],
    ['LastName', "O'Brien"],
    ['DateOfBirth', day(index)],
    ['TaxNumber', `***-***-${String(index % 1000).padStart(3, '0')}`],
    ['CompanyNumber', String(1_000_000 + index)],
    ['BusinessNumber', `94290${String(10_000_000 + index)}`],
    ['BranchNumber', '1'],
    ['BusinessStructure', 'Company'],
    ['GSTRegistered', 'Yes'],
    ['SignedTaxAuthority', 'Yes'],
    ['AgencyStatus', 'Linked'],
    ['PrepareTaxReturn', 'Yes'],
    ['BankName', 'Harbour Savings Bank'],
    ['ActiveAtoClient', 'No'],
    ['ClientCode', `HAR${number.padStart(5, '0')}`],
    ['GSTPeriod', 'Two Monthly'],
    ['GSTBasis', 'Payments'],
    ['ProvisionalTaxBasis', 'Standard Option'],
  ];
}

export function contactTexts(index: number, nth: number): Text[] {
  const of = `${String(index)}-${String(nth)}`;
  return [
    ['UUID', uuidOf('d', index * 4 + nth)],
    ['Name', `Hēmi Walker ${of}`],
    ['Mobile', (index + nth) % 10 < 7 ? `021 555 ${String((index + nth) % 10_000).padStart(4, '0')}` : ''],
    ['Email', `hemi.${of}@harbour.example.com`],
    ['Phone', (index + nth) % 5 < 2 ? '09 555 0100' : ''],
    ['Salutation', (index + nth) % 4 === 0 ? '' : 'Hēmi'],
    ['Addressee', 'Mr H Walker'],
    ['Position', ['Director', '', 'Bookkeeper', 'Owner', 'Director'][(index + nth) % 5] ?? ''],
    ['IsPrimary', nth === 1 ? 'Yes' : 'No'],
    ['IsDeleted', 'No'],
  ];
}

const NOTE = 'Will pay by the 20th & asks to be called first <mornings>. ';
export const noteOf = (index: number) => NOTE.repeat(index % 2);
export const webUrlOf = (index: number) => `https://practicemanager.xero.com/Client/${String(index)}/Detail`;

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&#39;')
    .replaceAll('ē', '&#x113;');
}

const element = ([name, text]: Text) => (text === '' ? `<${name} />` : `<${name}>${escaped(text)}</${name}>`);
const elements = (texts: readonly Text[]) => texts.map(element).join('');
const person = (role: string, index: number) =>
  `<${role}><UUID>${uuidOf('f', index % 7)}</UUID><Name>Manager ${String(index % 7)}</Name></${role}>`;

export function clientXml(index: number, version = 0): string {
  const contacts = Array.from(
    { length: contactsOf(index) },
    (_, nth) => `<Contact>${elements(contactTexts(index, nth))}</Contact>`,
  );
  return [
    `<Client>${elements(textsOf(index, version))}`,
    person('AccountManager', index),
    person('JobManager', index + 1),
    `<Contacts>${contacts.join('')}</Contacts>`,
    `<Notes><Note><Title>Payment</Title><Text><![CDATA[${noteOf(index)}]]></Text></Note></Notes>`,
    `<Groups /><Relationships />${element(['WebUrl', webUrlOf(index)])}</Client>`,
  ].join('');
}

export function* listXml(clients: number): Generator<string> {
  yield OPEN;
  for (let index = 0; index < clients; index += 1) yield clientXml(index);
  yield CLOSE;
}

/** The same data as JSON. */
export function clientJson(index: number): unknown {
  const manager = (at: number) => ({ UUID: uuidOf('f', at % 7), Name: `Manager ${String(at % 7)}` });
  return {
    ...Object.fromEntries(textsOf(index)),
    AccountManager: manager(index),
    JobManager: manager(index + 1),
    Contacts: Array.from({ length: contactsOf(index) }, (_, nth) =>
      Object.fromEntries(contactTexts(index, nth)),
    ),
    Notes: [{ Title: 'Payment', Text: noteOf(index) }],
    Groups: [],
    Relationships: [],
    WebUrl: webUrlOf(index),
  };
}
