import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'exportClients',
  method: 'GET',
  path: '/clients/export',
  summary: 'All current clients with their contacts as CSV, in the columns of an import',
  access: { auth: 'user', role: 'member' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  success: {
    status: 200,
    description:
      'A row for each contact, the primary one first; what could run as a formula starts with an apostrophe',
    schema: z.string(),
    produces: 'text/csv',
  },
  errors: ['EXPORT_TOO_LARGE'],
});
