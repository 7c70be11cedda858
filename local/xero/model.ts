import { createHash } from 'node:crypto';
import * as z from 'zod';

const text = z.string().default('');
const flag = z.boolean().default(false);

/** A contact is an entity of its own; `position` and `isPrimary` belong to its link with one client. */
export const ContactSchema = z.object({
  uuid: z.string(),
  name: text,
  salutation: text,
  addressee: text,
  mobile: text,
  email: text,
  phone: text,
  isDeleted: flag,
});
export type Contact = z.infer<typeof ContactSchema>;

const LinkSchema = z.object({ contact: z.string(), position: text, isPrimary: flag });

const PersonSchema = z.object({ uuid: z.string(), name: z.string() });

const TaxSchema = z.object({
  taxNumber: text,
  companyNumber: text,
  businessNumber: text,
  businessStructure: z.string().default('Company'),
  gstRegistered: flag,
  bankName: text,
  clientCode: text,
});

const NoteSchema = z.object({ title: text, text, date: text, createdBy: text });

const clientFields = {
  name: z.string(),
  email: text,
  address: text,
  city: text,
  region: text,
  postCode: text,
  country: text,
  postalAddress: text,
  postalCity: text,
  postalRegion: text,
  postalPostCode: text,
  postalCountry: text,
  phone: text,
  fax: text,
  website: text,
  referralSource: text,
  exportCode: text,
  /** null: the element is missing, as in the documentation's newer samples. */
  isProspect: z.boolean().nullable().default(false),
  isArchived: flag,
  isDeleted: flag,
  accountManager: PersonSchema.optional(),
  jobManager: PersonSchema.optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  dateOfBirth: z.string().optional(),
  tax: TaxSchema.optional(),
  notes: z.array(NoteSchema).default([]),
  groups: z.array(PersonSchema).default([]),
  /** Sent in place of the record, byte for byte: for scenarios with records nobody should accept. */
  rawXml: z.string().optional(),
};

export const ClientSchema = z.object({
  ...clientFields,
  uuid: z.string(),
  number: z.number(),
  modifiedAt: z.number(),
  links: z.array(LinkSchema),
});
export type Client = z.infer<typeof ClientSchema>;

export const SeedContactSchema = z.object({ ...ContactSchema.shape, position: text, isPrimary: flag });
export type SeedContact = z.input<typeof SeedContactSchema>;

/** A client as a scenario writes it: contacts in place; the same contact uuid under two clients is one contact. */
export const SeedClientSchema = z.object({
  ...clientFields,
  uuid: z.string(),
  /** Milliseconds since 1970; the moment of seeding if not given. */
  modifiedAt: z.number().optional(),
  contacts: z.array(SeedContactSchema).default([]),
});
export type SeedClient = z.input<typeof SeedClientSchema>;

export interface SeedPractice {
  name: string;
  /** Derived from the name if not given. */
  tenantId?: string;
  /** `tenantName: null` in /connections, as Xero's own sample shows it. */
  hideName?: boolean;
  /** What further generated clients come from when the practice is resized. */
  seed?: number;
  clients: SeedClient[];
}

export const PracticeSchema = z.object({
  tenantId: z.string(),
  name: z.string(),
  hideName: z.boolean(),
  seed: z.number(),
  nextNumber: z.number(),
});
export type Practice = z.infer<typeof PracticeSchema>;

export const UserSchema = z.object({
  email: z.string(),
  name: z.string(),
  userId: z.string(),
  /** Practices this person is staff of; `canConnect` is XPM's permission "Connect third-party add-ons". */
  staffOf: z.array(z.object({ tenantId: z.string(), canConnect: z.boolean() })),
  organisations: z.array(z.object({ tenantId: z.string(), name: z.string() })),
  removed: z.boolean(),
});
export type User = z.infer<typeof UserSchema>;

export const SettingsSchema = z.object({
  clockOffsetMs: z.number().default(0),
  accessTokenSeconds: z.number().default(1800),
  /** Access tokens issued up to this moment count as expired. */
  expiredUpTo: z.number().default(0),
  /** Whether editing a contact moves its clients' modified time: Xero does not document it. */
  contactEditsMoveModified: z.boolean().default(true),
  /** An XML declaration is sometimes there, sometimes not. */
  xmlDeclaration: z.boolean().default(false),
  limits: z
    .object({
      minute: z.number().default(60),
      day: z.number().default(5000),
      concurrent: z.number().default(5),
      appMinute: z.number().default(10_000),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof SettingsSchema>;

/** An id that is the same in every run, so that links and bookmarks survive a reset of the state. */
export function stableUuid(...parts: (string | number)[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
