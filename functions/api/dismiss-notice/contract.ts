import * as z from 'zod';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'dismissNotice',
  method: 'POST',
  path: '/notices/{noticeId}/dismiss',
  summary: 'Puts a notice away for this user; it comes back when its cause is a new one',
  access: { auth: 'user', role: 'member' },
  // What cannot be an id becomes one that nothing has, as in `PathIdSchema`.
  pathParameters: z.strictObject({
    noticeId: z
      .string()
      .regex(/^[a-z-]{1,30}:\w{1,64}$/)
      .catch('none'),
  }),
  query: NO_PARAMETERS,
  success: { status: 204, description: 'Put away, now or before', schema: z.undefined() },
  errors: ['NOTICE_NOT_FOUND', 'NOTICE_NOT_DISMISSABLE', 'DISMISS_BUSY'],
});
