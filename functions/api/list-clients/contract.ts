import * as z from 'zod';
import { ClientGapSchema, ClientStatusSchema } from '#domain/client/client.ts';
import { defineContract } from '../api-contract.ts';
import { NextCursorSchema, NO_PARAMETERS, pageQuery } from '../request-schemas.ts';

const PrimaryContactSchema = z.object({
  name: z.string(),
  email: z.string().optional(),
  phone: z.string().optional(),
  mobile: z.string().optional(),
});

export const ClientRowSchema = z.object({
  clientId: z.string(),
  xpmUuid: z.string().optional(),
  name: z.string(),
  status: ClientStatusSchema,
  email: z.string().optional(),
  phone: z.string().optional(),
  primaryContact: PrimaryContactSchema.optional(),
  gap: ClientGapSchema.optional(),
  webUrl: z.string().optional(),
});

export const contract = defineContract({
  operationId: 'listClients',
  method: 'GET',
  path: '/clients',
  summary: 'Clients by name',
  access: { auth: 'user', role: 'member' },
  pathParameters: NO_PARAMETERS,
  query: z.strictObject({
    ...pageQuery(25),
    /** Part of the name, of the primary contact's name or of an e-mail address. */
    search: z.string().max(200).optional(),
    /** `current`: clients and prospects. */
    status: z.enum(['current', ...ClientStatusSchema.options]).default('current'),
    gap: ClientGapSchema.optional(),
  }),
  success: {
    status: 200,
    description: 'One page of clients',
    schema: z.object({ clients: z.array(ClientRowSchema), cursor: NextCursorSchema }),
  },
  errors: ['CURSOR_INVALID'],
});
