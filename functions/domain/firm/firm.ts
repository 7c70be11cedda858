import * as z from 'zod';

export const FirmIdSchema = z.uuid();

/** `HH:MM`, 24 hours, in the firm's time zone. */
export const SyncTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 06:00');

export const SummaryMailSettingSchema = z.enum(['every-run', 'changes-and-failures', 'failures']);

export const SeatsSchema = z.number().int().min(1).max(10_000);

export const FirmSchema = z.object({
  firmId: FirmIdSchema,
  name: z.string().min(1).max(200),
  /** IANA name, e.g. `Pacific/Auckland`. */
  timeZone: z.string().min(1),
  syncTimes: z.array(SyncTimeSchema).min(1).max(4),
  /** Which scheduled syncs are followed by a summary e-mail. */
  summaryMail: SummaryMailSettingSchema,
  /** Whether members, too, may start a sync. */
  membersMaySync: z.boolean(),
  /** How many active users the firm's membership includes; absent: any number. */
  seats: SeatsSchema.optional(),
  createdAt: z.iso.datetime(),
});
export type Firm = z.infer<typeof FirmSchema>;

export const DEFAULT_SYNC_TIMES = ['06:00', '18:00'];
