import * as z from 'zod';
import { normaliseName } from './client.ts';

/** As many as one person types or uploads for a client; those that came from XPM may be more. */
export const MAX_CONTACTS_BY_HAND = 200;

/** What is wrong with one line of text, in words; undefined if nothing is. */
export function lineProblem(text: string, max: number): string | undefined {
  if (text.length > max) return `is longer than ${String(max)} characters`;
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return 'contains a line break or another control character';
  return /\p{Cs}/u.test(text) ? 'contains half a character' : undefined;
}

export function emailProblem(email: string): string | undefined {
  if (email.length > 320) return 'is longer than 320 characters';
  return /^[^\s@<>()",;:\p{C}]+@[^\s@<>()",;:\p{C}]+\.[^\s@<>()",;:.\p{C}]+$/u.test(email)
    ? undefined
    : 'is not an e-mail address';
}

/** Nothing of a name that is made of accents and spaces alone could be searched or ordered. */
export function nameProblem(name: string): string | undefined {
  return normaliseName(name) === '' ? 'has no letters' : lineProblem(name, 500);
}

function checkedBy(problemOf: (text: string) => string | undefined) {
  return z
    .string()
    .trim()
    .min(1)
    .superRefine((text, context) => {
      const problem = problemOf(text);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    });
}
const line = (max: number) => checkedBy((text) => lineProblem(text, max));
const NameSchema = checkedBy(nameProblem).max(500);
const EmailSchema = checkedBy(emailProblem).max(320);
const LinesSchema = checkedBy((text) => lineProblem(text.replace(/\r\n|[\n\r]/g, ' '), 2000)).max(2000);

export const ContactInputSchema = z.strictObject({
  /** Of a contact that the client has already; absent: a new one. */
  contactId: z.string().min(1).max(64).exactOptional(),
  name: NameSchema,
  salutation: line(500).exactOptional(),
  position: line(500).exactOptional(),
  email: EmailSchema.exactOptional(),
  phone: line(100).exactOptional(),
  mobile: line(100).exactOptional(),
  /** Of none or one of them; none: the first is. */
  isPrimary: z.boolean().exactOptional(),
});
export type ContactInput = z.infer<typeof ContactInputSchema>;

const ContactsSchema = z
  .array(ContactInputSchema)
  .max(MAX_CONTACTS_BY_HAND)
  .refine((contacts) => contacts.filter(({ isPrimary }) => isPrimary === true).length <= 1, {
    error: 'only one contact can be primary',
  });
/** Whoever is not archived is one of them. */
const LiveStatusSchema = z.enum(['client', 'prospect']);

/** Null takes it away. */
const clearable = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().exactOptional();

const DETAILS = {
  email: clearable(EmailSchema),
  phone: clearable(line(100)),
  website: clearable(line(500)),
  address: clearable(LinesSchema),
  city: clearable(line(200)),
  region: clearable(line(200)),
  postCode: clearable(line(50)),
  country: clearable(line(200)),
};

export const NewClientSchema = z.strictObject({
  name: NameSchema,
  status: LiveStatusSchema.default('client'),
  ...DETAILS,
  contacts: ContactsSchema.default([]),
});
export type NewClient = z.infer<typeof NewClientSchema>;

/** What is absent stays; contacts are replaced as a whole; a status brings an archived client back. */
export const ClientChangesSchema = z.strictObject({
  name: NameSchema.exactOptional(),
  status: LiveStatusSchema.exactOptional(),
  ...DETAILS,
  contacts: ContactsSchema.exactOptional(),
});
export type ClientChanges = z.infer<typeof ClientChangesSchema>;
