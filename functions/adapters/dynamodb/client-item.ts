import * as z from 'zod';
import {
  ClientDetailsSchema,
  ClientGapSchema,
  ClientStatusSchema,
  ContactSchema,
  gapOf,
  normaliseName,
  type Client,
  type Contact,
} from '#domain/client/client.ts';
import { emailsOf } from '#domain/client/known-clients.ts';
import type { ClientRow, Held, Likeness, StoredClient } from '#domain/client/ports.ts';
import type { WriteClaim } from '#domain/sync/run.ts';
import { clientIdFrom, clientKey, listPartition, listSortKey, type Key } from './keys.ts';
import { pack, unpack } from './packed.ts';
import type { Item } from './table.ts';

/** Above this, contacts are compressed: an item ends at 400 KB, and XPM limits no client's contacts. */
const CONTACTS_PACKED_FROM_BYTES = 32 * 1024;
/** For the search; every index row carries it. */
const MAX_SEARCH_LENGTH = 1_000;

const StoredContactSchema = ContactSchema.omit({ isPrimary: true });
type StoredContact = z.infer<typeof StoredContactSchema>;
const ShownContactSchema = StoredContactSchema.pick({ name: true, email: true, phone: true, mobile: true });
/** The rest of the primary contact, and its place among the contacts: stored apart, so that nothing is stored twice. */
const PrimaryRestSchema = StoredContactSchema.pick({
  contactId: true,
  salutation: true,
  position: true,
}).extend({
  at: z.number().int(),
});

const ContactsItemSchema = z.object({
  primaryContact: ShownContactSchema.optional(),
  primaryRest: PrimaryRestSchema.optional(),
  contacts: z.array(StoredContactSchema).optional(),
  packedContacts: z.instanceof(Uint8Array).optional(),
});

const ClientItemSchema = ClientDetailsSchema.extend({
  sk: z.string(),
  xpmUuid: z.string().optional(),
  status: ClientStatusSchema,
  updatedAt: z.iso.datetime(),
});

/** What the list index gives. */
const RowItemSchema = z.object({
  sk: z.string(),
  xpmUuid: z.string().exactOptional(),
  name: z.string(),
  status: ClientStatusSchema,
  email: z.string().exactOptional(),
  phone: z.string().exactOptional(),
  primaryContact: ShownContactSchema.exactOptional(),
  gap: ClientGapSchema.exactOptional(),
  webUrl: z.string().exactOptional(),
});
export const ROW_ATTRIBUTES = Object.keys(RowItemSchema.shape);

/** Without the attributes of an index: a link is never listed. */
const LinkItemSchema = z.object({ sk: z.string(), linkedTo: z.string() });

const StoredItemSchema = z.object({
  sk: z.string(),
  xpmUuid: z.string().exactOptional(),
  status: ClientStatusSchema,
  hash: z.string().exactOptional(),
});
export const STORED_ATTRIBUTES = [...Object.keys(StoredItemSchema.shape), 'linkedTo'];

const LikenessItemSchema = RowItemSchema.pick({
  sk: true,
  xpmUuid: true,
  name: true,
  email: true,
  status: true,
});
export const LIKENESS_ATTRIBUTES = [
  ...Object.keys(LikenessItemSchema.shape),
  ...Object.keys(ContactsItemSchema.shape),
  'linkedTo',
];

export async function clientItem(
  firmId: string,
  client: Client,
  hash: string | undefined,
  { epoch, fence }: WriteClaim,
): Promise<Item & Key> {
  const { clientId, contacts, ...details } = client;
  const archived = client.status === 'archived';
  return {
    ...details,
    ...clientKey(firmId, clientId),
    ...(await contactAttributes(contacts)),
    listPk: listPartition(firmId, archived),
    listSk: listSortKey(normaliseName(client.name), clientId),
    search: searchText(client),
    gap: gapOf(client),
    hash,
    epoch,
    fence,
  };
}

export async function clientIn(item: Item): Promise<Client> {
  const { sk, ...client } = ClientItemSchema.parse(item);
  return { ...client, clientId: clientIdFrom(sk), contacts: await contactsIn(item) };
}

export function linkItem(firmId: string, clientId: string, linkedTo: string, claim: WriteClaim): Item & Key {
  return { ...clientKey(firmId, clientId), linkedTo, epoch: claim.epoch, fence: claim.fence };
}

export function linkIn(item: Item): string | undefined {
  return LinkItemSchema.safeParse(item).data?.linkedTo;
}

export async function heldIn(item: Item): Promise<Held> {
  const linkedTo = linkIn(item);
  if (linkedTo !== undefined) return { kind: 'link', linkedTo };
  const { hash } = StoredItemSchema.parse(item);
  return { kind: 'client', client: await clientIn(item), ...(hash !== undefined && { hash }) };
}

export async function likenessIn(item: Item): Promise<Likeness> {
  const { sk, ...known } = LikenessItemSchema.parse(item);
  const contacts = await contactsIn(item);
  return {
    clientId: clientIdFrom(sk),
    ...known,
    emails: [...emailsOf({ ...(known.email !== undefined && { email: known.email }), contacts })],
  };
}

export function rowIn(item: Item): ClientRow {
  const { sk, ...row } = RowItemSchema.parse(item);
  return { clientId: clientIdFrom(sk), ...row };
}

export function storedIn(item: Item): StoredClient {
  const linkedTo = linkIn(item);
  if (linkedTo !== undefined) {
    const { sk } = LinkItemSchema.parse(item);
    return { clientId: clientIdFrom(sk), archived: false, linkedTo };
  }
  const { sk, status, ...known } = StoredItemSchema.parse(item);
  return { clientId: clientIdFrom(sk), archived: status === 'archived', ...known };
}

async function contactAttributes(contacts: readonly Contact[]): Promise<Item> {
  const at = contacts.findIndex((contact) => contact.isPrimary);
  const stored = contacts.map((contact) => StoredContactSchema.parse(contact));
  const [primary] = at < 0 ? [] : stored.splice(at, 1);
  const json = JSON.stringify(stored);
  const others =
    stored.length === 0
      ? {}
      : Buffer.byteLength(json) < CONTACTS_PACKED_FROM_BYTES
        ? { contacts: stored }
        : { packedContacts: await pack(stored) };
  if (primary === undefined) return others;
  const { contactId, salutation, position, ...shown } = primary;
  return { ...others, primaryContact: shown, primaryRest: { contactId, salutation, position, at } };
}

async function contactsIn(item: Item): Promise<Contact[]> {
  const { primaryContact, primaryRest, contacts = [], packedContacts } = ContactsItemSchema.parse(item);
  const stored: StoredContact[] =
    packedContacts === undefined ? contacts : await unpack(packedContacts, z.array(StoredContactSchema));
  const all = stored.map((contact): Contact => ({ ...contact, isPrimary: false }));
  if (primaryContact === undefined || primaryRest === undefined) return all;
  const { at, ...rest } = primaryRest;
  all.splice(at, 0, { ...rest, ...primaryContact, isPrimary: true });
  return all;
}

/** Line by line, so that nothing that is searched for matches across two values: it never holds a line break. */
function searchText({ name, email, contacts }: Client): string {
  const primary = contacts.find((contact) => contact.isPrimary);
  const texts = [name, primary?.name, primary?.email, email, ...contacts.map((contact) => contact.email)];
  const normalised = texts.map((text) => normaliseName(text ?? '')).filter((text) => text !== '');
  return [...new Set(normalised)].join('\n').slice(0, MAX_SEARCH_LENGTH);
}
