import * as z from 'zod';
import { NoticeSchema } from '#domain/notice/notice.ts';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'listNotices',
  method: 'GET',
  path: '/notices',
  summary: 'What the portal shows as bars and banners, most important first',
  access: { auth: 'user', role: 'member', restricted: true },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  success: {
    status: 200,
    description: 'The notices of this user; of one who still has to set up MFA that alone',
    schema: z.object({ notices: z.array(NoticeSchema) }),
  },
  errors: [],
});
