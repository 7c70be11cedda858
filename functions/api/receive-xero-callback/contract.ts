import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

/** Anything passes here, so that even a mangled address ends in the portal and not in an error document. */
const Any = z.union([z.string(), z.array(z.string())]).optional();

export const contract = defineContract({
  operationId: 'receiveXeroCallback',
  method: 'GET',
  path: '/oauth/xero/callback',
  summary: 'Where Xero sends the browser back to',
  access: { auth: 'none' },
  pathParameters: NO_PARAMETERS,
  query: z.looseObject({ code: Any, state: Any, error: Any }),
  success: {
    status: 302,
    description: 'Always; the address in the portal says how it ended',
    schema: z.undefined(),
  },
  errors: [],
});
