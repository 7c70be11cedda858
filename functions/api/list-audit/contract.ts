import * as z from 'zod';
import { AuditActionSchema } from '#domain/audit/audit.ts';
import { PersonSchema } from '#domain/shared.ts';
import { defineContract } from '../api-contract.ts';
import { NextCursorSchema, NO_PARAMETERS, pageQuery } from '../request-schemas.ts';

const EntrySchema = z.object({
  auditId: z.string(),
  at: z.iso.datetime(),
  /** One of the filter's, or what another version of the portal wrote. */
  action: z.string(),
  actor: z.union([PersonSchema, z.literal('system')]),
  source: z.string(),
  result: z.enum(['success', 'failure']),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export const contract = defineContract({
  operationId: 'listAudit',
  method: 'GET',
  path: '/audit',
  summary: 'Who did what, when, from where and with which result, newest first',
  access: { auth: 'user', role: 'admin' },
  pathParameters: NO_PARAMETERS,
  query: z.strictObject({
    ...pageQuery(50),
    action: AuditActionSchema.optional(),
    /** A user's id, or `system`. */
    actor: z
      .string()
      .regex(/^[\w-]{1,128}$/)
      .optional(),
    /** At that time or later. */
    from: z.iso.datetime({ offset: true }).optional(),
    /** Before that time. */
    to: z.iso.datetime({ offset: true }).optional(),
  }),
  success: {
    status: 200,
    description: 'One page; with a filter it may be short or empty, and only a missing cursor ends the list',
    schema: z.object({ events: z.array(EntrySchema), cursor: NextCursorSchema }),
    alternative: {
      mediaType: 'text/csv',
      description:
        'All that match, whatever the page; `x-file-cut: true` and the last row say when one file could not hold them',
    },
  },
  errors: ['CURSOR_INVALID'],
});
