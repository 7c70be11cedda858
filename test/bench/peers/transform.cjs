// The step "map, primary contact, filter, upsert" of both flows, as their builder would write it into a Code or function
// node. In: `doc` (the list as xml2js reads it, without arrays of one), `storeFile`, `fs`, `crypto`.
const listOf = (value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]);
if (doc.Response.Status !== 'OK') throw new Error(`Xero says ${doc.Response.Status}`);

const byText = new Intl.Collator('en', { sensitivity: 'base' }).compare;
const primaryOf = (contacts) => {
  const order = (a, b) => byText(a.salutation, b.salutation) || byText(a.name, b.name);
  const flagged = contacts.filter((contact) => contact.flagged).sort(order);
  const greeted = contacts.filter((contact) => contact.salutation !== '').sort(order);
  return flagged[0] ?? greeted[0] ?? [...contacts].sort((a, b) => byText(a.name, b.name))[0];
};

const clients = listOf(doc.Response.Clients && doc.Response.Clients.Client)
  .filter((client) => client.IsArchived !== 'Yes' && client.IsDeleted !== 'Yes')
  .map((client) => {
    const contacts = listOf(client.Contacts && client.Contacts.Contact)
      .filter((contact) => contact.IsDeleted !== 'Yes')
      .map((contact) => ({
        id: contact.UUID,
        name: contact.Name,
        salutation: contact.Salutation ?? '',
        position: contact.Position,
        email: contact.Email,
        phone: contact.Phone,
        mobile: contact.Mobile,
        flagged: contact.IsPrimary === 'Yes',
      }));
    return {
      id: client.UUID,
      name: client.Name,
      status: client.IsProspect === 'Yes' ? 'prospect' : 'client',
      email: client.Email,
      phone: client.Phone,
      website: client.Website,
      address: client.Address,
      city: client.City,
      region: client.Region,
      postCode: client.PostCode,
      country: client.Country,
      exportCode: client.ExportCode,
      accountManager: client.AccountManager && client.AccountManager.Name,
      jobManager: client.JobManager && client.JobManager.Name,
      webUrl: client.WebUrl,
      contacts,
      primary: primaryOf(contacts)?.id,
    };
  });

const store = fs.existsSync(storeFile) ? JSON.parse(fs.readFileSync(storeFile, 'utf8')) : {};
const listed = new Set();
let written = 0;
let archived = 0;
for (const client of clients) {
  listed.add(client.id);
  const hash = crypto.createHash('sha256').update(JSON.stringify(client)).digest('hex');
  const stored = store[client.id];
  if (stored !== undefined && stored.hash === hash && !stored.archived) continue;
  store[client.id] = { hash, archived: false, client };
  written += 1;
}
for (const [id, stored] of Object.entries(store)) {
  if (stored.archived || listed.has(id)) continue;
  stored.archived = true;
  archived += 1;
}
if (written + archived > 0) fs.writeFileSync(storeFile, JSON.stringify(store));
return { listed: clients.length, written, archived };
