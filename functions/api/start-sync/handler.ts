import type * as z from 'zod';
import { adminRequired } from '#domain/access/access.ts';
import type { AuditLog } from '#domain/audit/ports.ts';
import { DomainError } from '#domain/errors.ts';
import type { FirmRepository } from '#domain/firm/ports.ts';
import type { IdempotencyRepository } from '#domain/sync/ports.ts';
import type { StartSyncDeps } from '#domain/sync/start-sync.ts';
import { startSync } from '#domain/sync/start-sync.ts';
import type { RequestedMode } from '#domain/sync/run.ts';
import type { User } from '#domain/user/user.ts';
import type { Caller } from '#runtime/http.ts';
import { ResponseSchema } from './contract.ts';

export interface Deps extends StartSyncDeps {
  firms: FirmRepository;
  idempotency: IdempotencyRepository;
  audit: AuditLog;
}

interface Request {
  caller: Caller;
  body: { mode: RequestedMode };
  headers: Record<string, string>;
}

export function makeHandler(deps: Deps) {
  return async ({ caller, body, headers }: Request) => {
    const { user } = caller;
    await mustBeAllowed(deps.firms, user);
    const key = keyOf(headers['idempotency-key'], user);
    const earlier = key === undefined ? undefined : await deps.idempotency.find(user.firmId, key);
    if (earlier !== undefined) return { body: replay(earlier.result, earlier.request === body.mode) };

    const { outcome, run } = await startSync(deps, {
      firmId: user.firmId,
      trigger: 'manual',
      requestedMode: body.mode,
      startedBy: { userId: user.userId, name: user.name },
    });
    if (outcome === 'started') {
      await deps.audit.append({
        firmId: user.firmId,
        at: deps.clock.now().toISOString(),
        action: 'SYNC_REQUESTED',
        actor: { userId: user.userId, name: user.name },
        source: caller.sourceIp,
        result: 'success',
        details: { syncId: run.syncId, mode: body.mode },
      });
    }
    const answer = { syncId: run.syncId, status: run.phase };
    if (key === undefined) return { body: answer };
    const kept = await deps.idempotency.remember(user.firmId, key, body.mode, JSON.stringify(answer));
    return { body: replay(kept.result, kept.sameRequest) };
  };
}

async function mustBeAllowed(firms: FirmRepository, user: User): Promise<void> {
  if (user.role === 'admin') return;
  const firm = await firms.get(user.firmId);
  if (firm?.membersMaySync !== true) throw adminRequired();
}

/** Keys of one user never meet those of another. */
function keyOf(header: string | undefined, user: User): string | undefined {
  if (header === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw new DomainError(
      'invalid',
      'INVALID_IDEMPOTENCY_KEY',
      'Idempotency-Key takes 1 to 255 printable characters without spaces.',
    );
  }
  return `startSync/${user.userId}/${header}`;
}

function replay(result: string, sameRequest: boolean): z.output<typeof ResponseSchema> {
  if (!sameRequest) {
    throw new DomainError(
      'conflict',
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key was used with another request.',
    );
  }
  return ResponseSchema.parse(JSON.parse(result));
}
