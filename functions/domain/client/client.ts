import * as z from 'zod';

/** An e-mail address or phone as XPM holds it: free text, so not validated, only bounded. */
const text = (max: number) => z.string().min(1).max(max);

export const ContactSchema = z.object({
  /** The contact's own identity in XPM; the same contact may belong to several clients. */
  contactId: z.string().min(1),
  /** XPM's one name, e.g. "Aroha Owner"; the portal's first name is its first word. */
  name: z.string().max(500),
  salutation: text(500).optional(),
  position: text(500).optional(),
  email: text(320).optional(),
  phone: text(100).optional(),
  mobile: text(100).optional(),
  isPrimary: z.boolean(),
});
export type Contact = z.infer<typeof ContactSchema>;

export const ClientStatusSchema = z.enum(['client', 'prospect', 'archived']);
export type ClientStatus = z.infer<typeof ClientStatusSchema>;

/** What the portal keeps of a client, beside its contacts. Empty values are absent. */
export const ClientDetailsSchema = z.object({
  name: z.string().min(1).max(500),
  email: text(320).optional(),
  phone: text(100).optional(),
  website: text(500).optional(),
  /** May hold line breaks. */
  address: text(2000).optional(),
  city: text(200).optional(),
  region: text(200).optional(),
  postCode: text(50).optional(),
  country: text(200).optional(),
  exportCode: text(200).optional(),
  accountManager: text(500).optional(),
  jobManager: text(500).optional(),
  /** The client's page in XPM. */
  webUrl: text(1000).optional(),
});
export type ClientDetails = z.infer<typeof ClientDetailsSchema>;

export const ClientSchema = ClientDetailsSchema.extend({
  clientId: z.string().min(1),
  /** XPM's id; absent for a client that was added by hand or by CSV. */
  xpmUuid: z.string().optional(),
  status: ClientStatusSchema,
  contacts: z.array(ContactSchema),
  updatedAt: z.iso.datetime(),
});
export type Client = z.infer<typeof ClientSchema>;

/** Why a synced client cannot be written to yet; shown, and listed in the summary (design, section 2). */
export const ClientGapSchema = z.enum(['NO_PRIMARY_CONTACT', 'NO_EMAIL']);
export type ClientGap = z.infer<typeof ClientGapSchema>;

export function primaryContactOf(contacts: readonly Contact[]): Contact | undefined {
  return contacts.find((contact) => contact.isPrimary);
}

/** No primary contact means no contacts at all; no e-mail means neither the primary contact nor the client has one. */
export function gapOf(client: {
  email?: string | undefined;
  contacts: readonly Contact[];
}): ClientGap | undefined {
  const primary = primaryContactOf(client.contacts);
  if (primary === undefined) return 'NO_PRIMARY_CONTACT';
  return primary.email === undefined && client.email === undefined ? 'NO_EMAIL' : undefined;
}

/** The form by which names are ordered and searched: no case, no accents, one space between words. */
export function normaliseName(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}
