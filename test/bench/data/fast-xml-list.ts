import { XMLParser } from 'fast-xml-parser';
import * as z from 'zod';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { CLIENT_ELEMENTS, CONTACT_ELEMENTS } from '#adapters/xpm/record-builder.ts';

const TextsSchema = z.record(z.string(), z.unknown());
const NamedSchema = z.object({ Name: z.string().optional() });
const DocumentSchema = z.object({
  Response: z.object({
    Clients: z.union([z.object({ Client: z.array(TextsSchema).default([]) }), z.literal('')]),
  }),
});

/** Set as it must be to read XPM's list rightly (reference performance.md, section 2). */
const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name, path) =>
    (name === 'Client' && path === 'Response.Clients.Client') ||
    (name === 'Contact' && path === 'Response.Clients.Client.Contacts.Contact'),
  // Its protection against entity bombs counts ordinary entities, and a list has tens of thousands.
  processEntities: { enabled: true, maxTotalExpansions: Infinity, maxExpandedLength: Infinity },
});

/** The records of a list as fast-xml-parser reads them: the whole text first, then all of it as objects. */
export function fastXmlRecords(text: string): PracticeRecord[] {
  const { Clients } = DocumentSchema.parse(parser.parse(text)).Response;
  return Clients === '' ? [] : Clients.Client.map(recordOf);
}

/** What the parser itself makes of a text, whatever the caller would say to it. */
export function fastXmlAccepts(text: string): boolean {
  try {
    parser.parse(text);
    return true;
  } catch {
    return false;
  }
}

function recordOf(client: z.infer<typeof TextsSchema>): PracticeRecord {
  const fields = kept(client, CLIENT_ELEMENTS);
  for (const role of ['AccountManager', 'JobManager']) {
    const { Name = '' } = NamedSchema.parse(client[role]);
    if (Name !== '') fields[role] = Name;
  }
  const { Contact } = z.object({ Contact: z.array(TextsSchema).default([]) }).parse(client['Contacts']);
  return { fields, contacts: Contact.map((contact) => kept(contact, CONTACT_ELEMENTS)) };
}

function kept(texts: Record<string, unknown>, names: ReadonlySet<string>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const text = texts[name];
    if (typeof text === 'string' && text !== '') found[name] = text;
  }
  return found;
}
