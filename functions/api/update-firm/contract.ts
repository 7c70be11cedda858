import * as z from 'zod';
import {
  AudienceSchema,
  MAX_SYNC_TIMES,
  SummaryMailSettingSchema,
  SyncTimeSchema,
} from '#domain/firm/firm.ts';
import { TimeZoneSchema } from '#domain/firm/time-zone.ts';
import { defineContract } from '../api-contract.ts';
import { FirmViewSchema } from '../firm-view.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';
import { NameSchema } from '../user-view.ts';

const hasAny = (changes: object) => Object.keys(changes).length > 0;

export const contract = defineContract({
  operationId: 'updateFirm',
  method: 'PATCH',
  path: '/firm',
  summary:
    "Change the firm's settings; other times of day, or another time zone, count from the next sync on",
  access: { auth: 'user', role: 'admin' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  body: z
    .strictObject({
      name: NameSchema,
      timeZone: TimeZoneSchema,
      syncTimes: z
        .array(SyncTimeSchema)
        .min(1)
        .max(MAX_SYNC_TIMES)
        .refine((times) => new Set(times).size === times.length, 'each time once'),
      summaryMail: SummaryMailSettingSchema,
      membersMaySync: z.boolean(),
      recipients: z
        .strictObject({ summary: AudienceSchema, problems: AudienceSchema })
        .partial()
        .refine(hasAny, 'at least one change'),
    })
    .partial()
    .refine(hasAny, 'at least one change'),
  success: { status: 200, description: 'The settings as changed', schema: FirmViewSchema },
  errors: ['RECIPIENT_UNKNOWN'],
});
