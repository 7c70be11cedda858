import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'startConnection',
  method: 'POST',
  path: '/connection',
  summary: "Begin connecting the firm's practice: where to send the browser",
  access: { auth: 'user', role: 'admin' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  body: z
    .strictObject({
      /** Connect although the clients in the portal came from another practice. */
      confirmPracticeChange: z.boolean().default(false),
    })
    .prefault({}),
  success: {
    status: 200,
    description: "Xero's consent page; the answer also binds this browser by a cookie for 10 minutes",
    schema: z.object({ authorizeUrl: z.url() }),
  },
  errors: ['ALREADY_CONNECTED'],
});
