import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'deleteConnection',
  method: 'DELETE',
  path: '/connection',
  summary: 'Disconnect the firm from its practice; repeatable',
  access: { auth: 'user', role: 'admin' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  success: {
    status: 200,
    description: 'Disconnected; `cleanupPending` while Xero could not be told yet',
    schema: z.object({ state: z.literal('disconnected'), cleanupPending: z.boolean() }),
  },
  errors: ['NOT_CONNECTED'],
});
