/** An XPM list as text, in the shape seen on the wire. */
export interface XmlContact {
  uuid?: string;
  name?: string;
  fields?: Record<string, string>;
}
export interface XmlClient {
  uuid?: string;
  name?: string;
  fields?: Record<string, string>;
  contacts?: XmlContact[];
}

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const element = (name: string, text: string | undefined) =>
  text === undefined ? '' : `<${name}>${escape(text)}</${name}>`;
const elements = (fields: Record<string, string> = {}) =>
  Object.entries(fields)
    .map(([name, text]) => element(name, text))
    .join('');

export function clientXml({ uuid, name, fields, contacts = [] }: XmlClient): string {
  const people = contacts
    .map(
      (contact) =>
        `<Contact>${element('UUID', contact.uuid)}${element('Name', contact.name)}${elements(contact.fields)}</Contact>`,
    )
    .join('');
  return `<Client>${element('UUID', uuid)}${element('Name', name)}${elements(fields)}<Contacts>${people}</Contacts></Client>`;
}

export const OPEN = '<Response api-method="List"><Status>OK</Status><Clients>';
export const CLOSE = '</Clients></Response>';

export function listXml(clients: readonly XmlClient[]): string {
  return OPEN + clients.map(clientXml).join('') + CLOSE;
}

export const uuidNo = (kind: string, index: number) =>
  `${kind.padEnd(8, '0').slice(0, 8)}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
