import * as z from 'zod';
import type { XeroConnection } from '#domain/connection/ports.ts';
import { XeroUnavailableError } from '#domain/connection/errors.ts';

/** Of a token answer without `expires_in`; the shortest life that Xero ever named (12 minutes), less a margin. */
const DEFAULT_LIFE_SECONDS = 600;

const TokenAnswerSchema = z.object({
  access_token: z.string().min(1).max(20_000),
  refresh_token: z.string().min(1).max(20_000),
  expires_in: z.coerce.number().positive().max(86_400).catch(DEFAULT_LIFE_SECONDS),
});
export type TokenAnswer = z.infer<typeof TokenAnswerSchema>;

const ConnectionAnswerSchema = z.object({
  id: z.string().min(1).max(200),
  tenantId: z.string().min(1).max(200),
  tenantType: z.string().max(100),
  tenantName: z.string().max(500).nullish(),
  authEventId: z.string().max(200).nullish(),
  createdDateUtc: z.string().max(100).nullish(),
  updatedDateUtc: z.string().max(100).nullish(),
});

/** An answer that cannot be read proves nothing; never quoted, because it holds tokens. */
export function readTokens(answer: unknown): TokenAnswer {
  const parsed = TokenAnswerSchema.safeParse(answer);
  if (!parsed.success) throw new XeroUnavailableError();
  return parsed.data;
}

export function readConnections(answer: unknown): XeroConnection[] {
  const parsed = z.array(ConnectionAnswerSchema).max(5000).safeParse(answer);
  if (!parsed.success) throw new XeroUnavailableError();
  return parsed.data.map((found) => ({
    connectionId: found.id,
    tenantId: found.tenantId,
    tenantType: found.tenantType,
    tenantName: found.tenantName ?? null,
    authEventId: found.authEventId ?? null,
    reconnected: isReconnected(found),
  }));
}

/** Xero writes the two times of a new connection a moment apart; without a zone, but both alike. */
const ONE_ACT_MILLISECONDS = 60_000;

function isReconnected(found: z.infer<typeof ConnectionAnswerSchema>): boolean {
  const between = Date.parse(found.updatedDateUtc ?? '') - Date.parse(found.createdDateUtc ?? '');
  return between > ONE_ACT_MILLISECONDS;
}
