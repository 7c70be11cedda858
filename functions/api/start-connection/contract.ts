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
      confirmPracticeChange: z
        .boolean()
        .default(false)
        .describe(
          'Connect although the clients in the portal came from another practice. Those that the new practice does not list are archived (many at once wait for an approval), those that it lists are added. Without it, another practice is refused with `connection=different-practice`, and nothing changes.',
        ),
    })
    .prefault({}),
  success: {
    status: 200,
    description: "Xero's consent page; the answer also binds this browser by a cookie for 10 minutes",
    schema: z.object({ authorizeUrl: z.url() }),
  },
  errors: ['ALREADY_CONNECTED'],
});
