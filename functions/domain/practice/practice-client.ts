import * as z from 'zod';
import { ClientDetailsSchema } from '../client/client.ts';

/** A contact as XPM has it: whether it is primary is a flag of the link, and none or several may carry it. */
export const PracticeContactSchema = z.object({
  contactId: z.string(),
  name: z.string(),
  salutation: z.string().optional(),
  position: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  mobile: z.string().optional(),
  flaggedPrimary: z.boolean(),
});
export type PracticeContact = z.infer<typeof PracticeContactSchema>;

/** A client of the practice after mapping: trimmed, empties dropped, deleted contacts left out. */
export const PracticeClientSchema = z.object({
  xpmUuid: z.string(),
  isProspect: z.boolean(),
  details: ClientDetailsSchema,
  contacts: z.array(PracticeContactSchema),
});
export type PracticeClient = z.infer<typeof PracticeClientSchema>;
