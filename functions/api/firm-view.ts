import type * as z from 'zod';
import { ADMINS_GET_ALL, FirmSchema, RecipientsSchema, type Firm } from '#domain/firm/firm.ts';

/** A firm as its users see it. */
export const FirmViewSchema = FirmSchema.extend({ recipients: RecipientsSchema });

export function firmView(firm: Firm): z.input<typeof FirmViewSchema> {
  return { ...firm, recipients: firm.recipients ?? ADMINS_GET_ALL };
}
