import * as z from 'zod';

export const FirmIdSchema = z.uuid();

/** `HH:MM`, 24 hours, in the firm's time zone. */
export const SyncTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 06:00');

export const MAX_SYNC_TIMES = 4;

export const SummaryMailSettingSchema = z.enum(['every-run', 'changes-and-failures', 'failures']);

export const SeatsSchema = z.number().int().min(1).max(10_000);

/** Who gets a kind of mail: all admins, or these users as long as they are active. */
export const AudienceSchema = z.union([
  z.literal('admins'),
  z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(20)
    .refine((ids) => new Set(ids).size === ids.length, 'each user once'),
]);
export type Audience = z.infer<typeof AudienceSchema>;

export const RecipientsSchema = z.object({
  /** Of the summary after a scheduled sync. */
  summary: AudienceSchema,
  /** Of what keeps going wrong, and of its end. */
  problems: AudienceSchema,
});
export type Recipients = z.infer<typeof RecipientsSchema>;

export const ADMINS_GET_ALL: Recipients = { summary: 'admins', problems: 'admins' };

export const FirmSchema = z.object({
  firmId: FirmIdSchema,
  name: z.string().min(1).max(200),
  /** IANA name, e.g. `Pacific/Auckland`. */
  timeZone: z.string().min(1),
  syncTimes: z.array(SyncTimeSchema).min(1).max(MAX_SYNC_TIMES),
  /** Which scheduled syncs are followed by a summary e-mail. */
  summaryMail: SummaryMailSettingSchema,
  /** Whether members, too, may start a sync. */
  membersMaySync: z.boolean(),
  /** How many active users the firm's membership includes; absent: any number. */
  seats: SeatsSchema.optional(),
  /** Absent: the admins get all mails. */
  recipients: RecipientsSchema.optional(),
  createdAt: z.iso.datetime(),
});
export type Firm = z.infer<typeof FirmSchema>;

/** What an admin may change; what is not given, or undefined, stays. */
export type FirmChanges = {
  [Key in 'name' | 'timeZone' | 'syncTimes' | 'summaryMail' | 'membersMaySync']?: Firm[Key] | undefined;
} & { recipients?: { [Key in keyof Recipients]?: Audience | undefined } | undefined };

export const DEFAULT_SYNC_TIMES = ['06:00', '18:00'];
