import * as z from 'zod';
import { NoticeSchema } from '#domain/notice/notice.ts';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'listNotices',
  method: 'GET',
  path: '/notices',
  summary: 'What the portal shows as bars and banners, most important first',
  access: { auth: 'user', role: 'member' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  success: {
    status: 200,
    description: 'The notices of this user',
    schema: z.object({ notices: z.array(NoticeSchema) }),
  },
  errors: [],
});
