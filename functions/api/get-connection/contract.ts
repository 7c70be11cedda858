import * as z from 'zod';
import { ConnectionStateSchema, DisconnectCauseSchema } from '#domain/connection/connection.ts';
import { HealthSchema } from '#domain/connection/health.ts';
import { PersonSchema, QuotaSchema } from '#domain/shared.ts';
import { defineContract } from '../api-contract.ts';
import { NO_PARAMETERS } from '../request-schemas.ts';

export const ResponseSchema = z.object({
  state: z.union([z.literal('never'), ConnectionStateSchema]),
  practice: z.object({ name: z.string().nullable(), tenantId: z.string() }).nullable(),
  connectedBy: PersonSchema.nullable(),
  connectedAt: z.iso.datetime().nullable(),
  disconnect: z
    .object({ cause: DisconnectCauseSchema, at: z.iso.datetime(), by: PersonSchema.nullable() })
    .nullable(),
  nextSyncAt: z.iso.datetime().nullable(),
  lastSync: z.object({ syncId: z.string(), status: z.string(), finishedAt: z.iso.datetime() }).nullable(),
  currentSyncId: z.string().nullable(),
  quota: QuotaSchema.nullable(),
  /** Null while there is nothing to be well: never connected, or disconnected. */
  health: HealthSchema.nullable(),
  /** Active users who are restricted while connected, or would be. Null for members, and when it could not be learned. */
  usersWithoutMfa: z.array(z.object({ userId: z.string(), name: z.string(), email: z.string() })).nullable(),
});

export const contract = defineContract({
  operationId: 'getConnection',
  method: 'GET',
  path: '/connection',
  summary: "The firm's connection to its practice",
  access: { auth: 'user', role: 'member' },
  pathParameters: NO_PARAMETERS,
  query: NO_PARAMETERS,
  success: {
    status: 200,
    description: 'The connection, also when there never was one',
    schema: ResponseSchema,
  },
  errors: [],
});
