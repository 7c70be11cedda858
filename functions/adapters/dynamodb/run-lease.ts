import type { Connection } from '#domain/connection/connection.ts';
import type { ClaimOutcome, ConnectionRepository, RunResult } from '#domain/connection/ports.ts';
import { DomainError } from '#domain/errors.ts';
import type { Run, RunClaim } from '#domain/sync/run.ts';
import type { ConnectionItems } from './connection-item.ts';
import { watchFrom, watchNoMore } from './run-watch.ts';
import type { Condition, Item, Table } from './table.ts';

/** Lost races of one claim before it gives up; each one means that somebody else's write went through. */
const CLAIM_ATTEMPTS = 5;

type RunChanges = Parameters<ConnectionRepository['renewRun']>[1];

/** A firm's lease: the `run` inside its connection. Every step is one conditional write. */
export class RunLease {
  constructor(
    private readonly table: Table,
    private readonly connections: ConnectionItems,
  ) {}

  async claim(firmId: string, run: Run, now: Date): Promise<ClaimOutcome> {
    for (let attempt = 0; attempt < CLAIM_ATTEMPTS; attempt += 1) {
      const stored = await this.connections.read(firmId);
      if (stored?.connection.state !== 'connected') return { outcome: 'not-connected' };
      const held = stored.connection.run;
      const mine = held?.syncId === run.syncId;
      if (held !== undefined && !mine && Date.parse(held.leaseUntil) >= now.getTime()) {
        return { outcome: 'running', run: held };
      }
      const claimed = mine
        ? await this.claimAgain(firmId, run)
        : await this.takeOver(firmId, run, now, stored.connection);
      if (claimed !== undefined) return { outcome: 'claimed', ...claimed };
    }
    throw new DomainError(
      'unavailable',
      'SYNC_CLAIM_BUSY',
      'Another sync is being started right now. Try again.',
    );
  }

  async renew(claim: RunClaim, changes: RunChanges): Promise<boolean> {
    const { leaseUntil, mode, phase, progress, requests, quota } = changes;
    const renewed = await this.connections.change(
      claim.firmId,
      {
        set: {
          'run.leaseUntil': leaseUntil.toISOString(),
          'run.mode': mode,
          'run.phase': phase,
          'run.progress': progress,
          'run.requests': requests,
          'run.quota': quota,
        },
        remove: ['interrupted'],
      },
      { test: `${HOLDER} AND #run.#syncId = :syncId`, values: holderValues(claim) },
    );
    return renewed !== undefined;
  }

  async finish(claim: RunClaim, result: RunResult): Promise<boolean> {
    const finishedAt = result.finishedAt.toISOString();
    const finished = await this.connections.change(
      claim.firmId,
      {
        set: {
          lastSync: { syncId: claim.syncId, status: result.status, finishedAt },
          watermark: result.watermark?.toISOString(),
          nextFullAt: result.nextFullAt?.toISOString(),
          fullSyncDays: result.fullSyncDays,
          quota: result.quota,
          trouble: result.trouble ?? undefined,
        },
        remove: ['run', 'interrupted', ...(result.trouble === null ? ['trouble'] : [])],
      },
      {
        // The second half: this run has finished already, and none was claimed since (the fence is still its own).
        test: `${HOLDER} AND (#run.#syncId = :syncId OR (attribute_not_exists(#run) AND #lastSync.#syncId = :syncId))`,
        values: holderValues(claim),
      },
    );
    if (finished === undefined) return false;
    await watchNoMore(this.table, claim.firmId, claim.syncId);
    return true;
  }

  /** The lease is free, or what is left of it is exactly the run that was read. */
  private async takeOver(firmId: string, run: Run, now: Date, { epoch, fence, run: held }: Connection) {
    await watchFrom(this.table, firmId, run);
    const seen = { ':epoch': epoch, ':fence': fence, ':connected': 'connected' };
    const free: Condition =
      held === undefined
        ? { test: 'attribute_not_exists(#run)' }
        : {
            test: '#run.#syncId = :held AND #run.#leaseUntil < :now',
            values: { ':held': held.syncId, ':now': now.toISOString() },
          };
    return this.connections.change(
      firmId,
      {
        set: { run: { ...run, leaseUntil: comparable(run.leaseUntil) }, interrupted: held },
        raise: ['fence'],
        remove: held === undefined ? ['interrupted'] : [],
      },
      {
        test: `#state = :connected AND #epoch = :epoch AND #fence = :fence AND ${free.test}`,
        values: { ...seen, ...free.values },
      },
    );
  }

  /** What the first claim wrote stays; a repeated one never takes a run back to `queued`. */
  private async claimAgain(firmId: string, run: Run) {
    return this.connections.change(
      firmId,
      {
        set: {
          'run.leaseUntil': comparable(run.leaseUntil),
          'run.phase': run.phase === 'queued' ? undefined : run.phase,
        },
      },
      {
        test: '#state = :connected AND #run.#syncId = :syncId',
        values: { ':connected': 'connected', ':syncId': run.syncId },
      },
    );
  }
}

const HOLDER = '#epoch = :epoch AND #fence = :fence';

function holderValues({ epoch, fence, syncId }: RunClaim): Item {
  return { ':epoch': epoch, ':fence': fence, ':syncId': syncId };
}

/** Times are compared as text, so all are written alike (with milliseconds). */
function comparable(time: string): string {
  return new Date(time).toISOString();
}
