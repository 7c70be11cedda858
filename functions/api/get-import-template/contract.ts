import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'getImportTemplate',
  method: 'GET',
  path: '/clients/import-template',
  summary: 'The CSV file that an import starts from',
  access: { auth: 'user', role: 'member' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  success: {
    status: 200,
    description: 'The header of an import',
    schema: z.string(),
    produces: 'text/csv',
  },
  errors: [],
});
