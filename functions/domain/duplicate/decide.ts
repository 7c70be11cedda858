import * as z from 'zod';
import { type EditLockDeps, whileEditing } from '../client/edit-lock.ts';
import type { Connection } from '../connection/connection.ts';
import type { ConnectionRepository } from '../connection/ports.ts';
import type { Person } from '../shared.ts';
import type { WriteClaim } from '../sync/run.ts';
import { beforeLink, carryOutLink, type CarryOutDeps, carryOutUndo, mustBeUndoable } from './carry-out.ts';
import { type DuplicateRecord, reopened } from './duplicate.ts';
import { alreadyDecided, duplicateNotFound, syncIsRunning } from './errors.ts';
import type { DuplicateRepository } from './ports.ts';

export const DuplicateActionSchema = z.enum(['link', 'keep-apart', 'undo']);
export type DuplicateAction = z.infer<typeof DuplicateActionSchema>;

export interface DecideDeps extends EditLockDeps, CarryOutDeps {
  connections: Pick<ConnectionRepository, 'get'>;
  duplicates: Pick<DuplicateRepository, 'get' | 'save'>;
}

/** `changed`: it was not so before. */
export interface Decided {
  duplicate: DuplicateRecord;
  changed: boolean;
}

const RESULT = { link: 'linked', 'keep-apart': 'kept-apart', undo: 'open' } as const;

/**
 * Links two clients, keeps them apart, or undoes either. Nobody edits clients meanwhile, and a sync that starts in
 * between wins: its fence is higher. What was begun is noted before the first write, so that whoever comes next
 * finishes it. Repeatable.
 */
export async function decideDuplicate(
  deps: DecideDeps,
  firmId: string,
  duplicateId: string,
  action: DuplicateAction,
  by: Person,
): Promise<Decided> {
  await read(deps, firmId, duplicateId);
  return whileEditing(deps, firmId, async () => {
    const found = await read(deps, firmId, duplicateId);
    const isDone = found.pending === undefined && found.status === RESULT[action];
    if (isDone) return { duplicate: found, changed: false };
    const connection = await deps.connections.get(firmId);
    if (isRunning(connection, deps.clock.now())) throw syncIsRunning();
    const work = new Work(deps, firmId, connection);
    const duplicate = await work.finish(found);
    if (duplicate.status === RESULT[action]) return { duplicate, changed: true };
    if (action === 'undo') return { duplicate: await work.undo(duplicate), changed: true };
    if (duplicate.status !== 'open') throw alreadyDecided(duplicate.status);
    const decided = { ...duplicate, decidedAt: deps.clock.now().toISOString(), decidedBy: by };
    return {
      duplicate: await (action === 'link'
        ? work.link(decided)
        : work.save({ ...decided, status: 'kept-apart' })),
      changed: true,
    };
  });
}

async function read(deps: DecideDeps, firmId: string, duplicateId: string): Promise<DuplicateRecord> {
  const duplicate = await deps.duplicates.get(firmId, duplicateId);
  if (duplicate === undefined) throw duplicateNotFound();
  return duplicate;
}

function isRunning(connection: Connection | undefined, now: Date): boolean {
  return connection?.run !== undefined && connection.run.leaseUntil >= now.toISOString();
}

class Work {
  private readonly claim: WriteClaim;

  constructor(
    private readonly deps: DecideDeps,
    private readonly firmId: string,
    private readonly connection: Connection | undefined,
  ) {
    this.claim = { epoch: connection?.epoch ?? 0, fence: connection?.fence ?? 0 };
  }

  async link(duplicate: DuplicateRecord): Promise<DuplicateRecord> {
    const before = await beforeLink(this.deps, this.firmId, duplicate, this.connection);
    return this.finish(await this.save({ ...duplicate, before, pending: 'link' }));
  }

  async undo(duplicate: DuplicateRecord): Promise<DuplicateRecord> {
    if (duplicate.status === 'linked') await mustBeUndoable(this.deps, this.firmId, duplicate);
    return this.finish(await this.save({ ...duplicate, pending: 'undo' }));
  }

  /** Does what is noted as begun. */
  async finish(duplicate: DuplicateRecord): Promise<DuplicateRecord> {
    const { pending, ...rest } = duplicate;
    if (pending === undefined) return duplicate;
    if (pending === 'link') {
      const isLinked = await carryOutLink(this.deps, this.firmId, duplicate, this.claim);
      return this.save(isLinked ? { ...rest, status: 'linked' } : reopened(rest));
    }
    await carryOutUndo(this.deps, this.firmId, duplicate, this.claim);
    return this.save(reopened(rest));
  }

  async save(duplicate: DuplicateRecord): Promise<DuplicateRecord> {
    const saved = await this.deps.duplicates.save(this.firmId, duplicate);
    if (saved === undefined) throw syncIsRunning();
    return saved;
  }
}
