import type * as z from 'zod';
import { adminRequired } from '#domain/access/access.ts';
import type { AuditLog } from '#domain/audit/ports.ts';
import { DomainError } from '#domain/errors.ts';
import type { FirmRepository } from '#domain/firm/ports.ts';
import type { IdempotencyRepository } from '#domain/sync/ports.ts';
import type { StartSyncDeps } from '#domain/sync/start-sync.ts';
import { newSyncId } from '#domain/sync/start-sync.ts';
import { startSyncOnce } from '#domain/sync/start-sync-once.ts';
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

    const syncId = await idFor(deps, user.firmId, key, body.mode);
    const { outcome, ...answer } = await startSyncOnce(deps, {
      firmId: user.firmId,
      syncId,
      trigger: 'manual',
      requestedMode: body.mode,
      startedBy: { userId: user.userId, name: user.name },
      requestId: caller.requestId,
    });
    if (outcome === 'started') {
      await deps.audit.append({
        firmId: user.firmId,
        at: deps.clock.now().toISOString(),
        action: 'SYNC_REQUESTED',
        actor: { userId: user.userId, name: user.name },
        source: caller.sourceIp,
        result: 'success',
        details: { syncId: answer.syncId, mode: body.mode },
      });
    }
    if (key === undefined) return { body: answer };
    const kept = await deps.idempotency.remember(user.firmId, key, body.mode, JSON.stringify(answer));
    return { body: replay(kept.result, kept.sameRequest) };
  };
}

/** Kept before anything is begun, so that whoever asks again after a lost answer asks for the same sync. */
async function idFor(deps: Deps, firmId: string, key: string | undefined, mode: string): Promise<string> {
  const syncId = newSyncId(deps);
  if (key === undefined) return syncId;
  const { result, sameRequest } = await deps.idempotency.remember(firmId, `${key}/id`, mode, syncId);
  if (!sameRequest) throw keyReused();
  return result;
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
  if (!sameRequest) throw keyReused();
  return ResponseSchema.parse(JSON.parse(result));
}

function keyReused(): DomainError {
  return new DomainError(
    'conflict',
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used with another request.',
  );
}
