import { defineContract } from '../api-contract.ts';
import { FirmViewSchema } from '../firm-view.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const contract = defineContract({
  operationId: 'getFirm',
  method: 'GET',
  path: '/firm',
  summary: "The firm's settings",
  access: { auth: 'user', role: 'member' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  success: { status: 200, description: 'The settings', schema: FirmViewSchema },
  errors: [],
});
