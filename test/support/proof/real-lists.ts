/** Five lists in the shapes seen on the wire (reference xpm-api.md 2.7): what stands where differs, the sense does not. */
const UUID = (last: number) => `0b7e3f5a-5d0f-4a0e-9a55-0f3f1c6b1a${String(last).padStart(2, '0')}`;
const PERSON = (last: number) => `c0000000-0000-4000-8000-0000000000${String(last).padStart(2, '0')}`;

const EMPTY_PLACES =
  '<Address></Address><City></City><Region></Region><PostCode></PostCode><Country></Country><PostalAddress></PostalAddress><PostalCity></PostalCity><PostalRegion></PostalRegion><PostalPostCode></PostalPostCode><PostalCountry></PostalCountry><Phone></Phone><Fax></Fax><Website></Website><ReferralSource></ReferralSource><ExportCode></ExportCode>';
const FLAGS = '<IsProspect>No</IsProspect><IsArchived>No</IsArchived><IsDeleted>No</IsDeleted>';

/** v3.1, detailed, indented, with the tax block. */
const INDENTED = `<?xml version="1.0" encoding="utf-8"?>
<Response api-method="List">
  <Status>OK</Status>
  <Clients>
    <Client>
      <UUID>${UUID(1)}</UUID>
      <Name>Harbour Cafe Limited</Name>
      <Email>office@harbourcafe.example</Email>
      <Address>12 Quay Lane
Level 1</Address>
      <City>Tauranga</City>
      <Region>Bay of Plenty</Region>
      <PostCode>3110</PostCode>
      <Country>New Zealand</Country>
      <Phone>07 555 0101</Phone>
      <Website></Website>
      <ExportCode>1003</ExportCode>
      ${FLAGS}
      <AccountManager>
        <UUID>5a3b2c1d-0000-4000-8000-000000000001</UUID>
        <Name>Mere Partner</Name>
      </AccountManager>
      <TaxNumber></TaxNumber>
      <CompanyNumber>1234567</CompanyNumber>
      <AutoBasOptInCriteria>
        <Annually>No</Annually>
        <Opt-Out>Yes</Opt-Out>
      </AutoBasOptInCriteria>
      <Contacts>
        <Contact>
          <UUID>${PERSON(1)}</UUID>
          <Name>Aroha Owner</Name>
          <Mobile></Mobile>
          <Email>aroha@harbourcafe.example</Email>
          <Phone>021 555 0111</Phone>
          <Salutation>Ms Owner</Salutation>
          <Addressee></Addressee>
          <Position>Director</Position>
          <IsPrimary>Yes</IsPrimary>
          <IsDeleted>No</IsDeleted>
        </Contact>
        <Contact>
          <UUID>${PERSON(2)}</UUID>
          <Name>Ben Books</Name>
          <Mobile>022 555 0122</Mobile>
          <Email>ben@harbourcafe.example</Email>
          <IsPrimary>No</IsPrimary>
          <IsDeleted>No</IsDeleted>
        </Contact>
      </Contacts>
      <Notes>
        <Note>
          <Title>Payment arrangement made</Title>
        </Note>
      </Notes>
      <Groups />
      <Relationships />
      <WebUrl>https://practicemanager.xero.com/Client/1111111/Detail</WebUrl>
    </Client>
  </Clients>
</Response>
`;

/** Three clients on one line: what a delta of a busy day looks like. */
const COMPACT = `<Response api-method="List"><Status>OK</Status><Clients>${[1, 2, 3]
  .map(
    (index) =>
      `<Client><UUID>${UUID(index)}</UUID><Name>New Co ${String(index)} &amp; Sons</Name>${EMPTY_PLACES}${FLAGS}<Contacts /><WebUrl>https://practicemanager.xero.com/Client/111111${String(index)}/Detail</WebUrl></Client>`,
  )
  .join('')}</Clients></Response>`;

/** The status at the very end, and text in more than one byte a character. */
const STATUS_LAST = `<Response api-method="List"><Clients>${[
  'Māori Trust 🏖',
  'Ngā Whare Ōtautahi',
  'Café Zoë',
  '東京株式会社',
]
  .map(
    (name, index) =>
      `<Client><UUID>${UUID(index + 10)}</UUID><Name>${name}</Name><Address>1 Wāhi&#x20AC;<![CDATA[ <b> & ]]></Address><City>Whangārei</City>${FLAGS}<Contacts><Contact><UUID>${PERSON(index + 10)}</UUID><Name>Hēmi ${name}</Name><Email>hemi@example.co.nz</Email><IsPrimary>yes</IsPrimary></Contact></Contacts><Notes><Note><Title>é</Title><Text>– “quoted” –</Text></Note></Notes></Client>`,
  )
  .join('\n')}</Clients><Status>OK</Status></Response>`;

/** The order of the docs, comments, empty elements in both forms, archived and deleted ones among them. */
const DOCS_ORDER = `<Response><Status>OK</Status><Clients><!-- by name -->${[20, 21, 22, 23, 24]
  .map(
    (index) => `
<Client><UUID>${UUID(index)}</UUID><Name>Docs &lt;${String(index)}&gt;</Name><FirstName/><LastName/><Email>d${String(index)}@example.com</Email><DateOfBirth>1970-11-26T00:00:00</DateOfBirth>
<Address/><City/><Region/><PostCode/><Country/><Phone/><Fax/><BillingClient/><IsArchived>${index === 21 ? 'Yes' : 'No'}</IsArchived><IsDeleted>${index === 22 ? 'Yes' : 'No'}</IsDeleted>
<Relationships><Relationship><UUID>${UUID(30)}</UUID><Type>Director Of</Type><RelatedClient><UUID>${UUID(31)}</UUID><Name>Third</Name></RelatedClient></Relationship></Relationships></Client>`,
  )
  .join('')}</Clients></Response>`;

/** Many small ones: every cut between two records leaves a document whose records are all whole. */
const MANY = `<Response api-method="List"><Status>OK</Status><Clients>\n${Array.from(
  { length: 12 },
  (_, index) =>
    `<Client><UUID>${UUID(index + 40)}</UUID><Name>Client ${String(index)}</Name><IsArchived>No</IsArchived><IsDeleted>No</IsDeleted></Client>\n`,
).join('')}</Clients>\n</Response>\n`;

export const REAL_LISTS: readonly { name: string; bytes: Buffer; records: number }[] = [
  { name: 'indented', bytes: Buffer.from(INDENTED), records: 1 },
  { name: 'compact', bytes: Buffer.from(COMPACT), records: 3 },
  { name: 'status last', bytes: Buffer.from(STATUS_LAST), records: 4 },
  { name: 'docs order', bytes: Buffer.from(DOCS_ORDER), records: 5 },
  { name: 'many', bytes: Buffer.from(MANY), records: 12 },
];
