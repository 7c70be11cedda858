import * as z from 'zod';
import { MAX_FILE_BYTES } from '#domain/client-file/columns.ts';
import { defineContract } from '../api-contract.ts';
import { EDIT_ERRORS } from '../client-view.ts';
import { BytesSchema, NO_PARAMETERS } from '../request-schemas.ts';

const CountSchema = z.number().int();

export const contract = defineContract({
  operationId: 'importClients',
  method: 'POST',
  path: '/clients/import',
  summary: 'Add and update clients from a CSV file; repeatable; not while the firm is connected',
  access: { auth: 'user', role: 'member' },
  pathParameters: NO_PARAMETERS,
  query: z.strictObject({
    /** `true`: says what the import would do, and does nothing of it. */
    preview: z.enum(['true', 'false']).optional(),
  }),
  body: BytesSchema,
  // API Gateway hands text over as UTF-8 and all else in base64, a third longer, of which Lambda takes 6 MB: 5 MB of
  // CSV pass as text; files in Windows-1252 are safe as bytes, and then pass up to 4.4 MB.
  consumes: { mediaTypes: ['text/csv', 'application/octet-stream'], maxBytes: MAX_FILE_BYTES },
  success: {
    status: 200,
    description: 'What each row did; a row counts as in a spreadsheet, the header being row 1',
    schema: z.object({
      counts: z.object({
        created: CountSchema,
        updated: CountSchema,
        unchanged: CountSchema,
        skipped: CountSchema,
      }),
      rows: z.array(
        z.object({
          row: CountSchema,
          clientName: z.string(),
          outcome: z.enum(['created', 'updated', 'unchanged', 'skipped']),
          /** Null for a row that was skipped, and in a preview for one that would be a new client's. */
          clientId: z.string().nullable(),
          /** Why it was skipped, in words. */
          reason: z.string().nullable(),
        }),
      ),
    }),
  },
  errors: [
    ...EDIT_ERRORS,
    'CSV_UNREADABLE',
    'CSV_MALFORMED',
    'CSV_HEADER_WRONG',
    'CSV_EMPTY',
    'CSV_TOO_MANY_ROWS',
  ],
});
