import * as z from 'zod';
import type { ConnectionItems } from './connection-item.ts';
import { practiceKey } from './keys.ts';
import type { Table } from './table.ts';

/** For this long an owner whose connection does not show the practice may still be connecting to it. */
const CONNECTING_MS = 2 * 60_000;

const OwnerSchema = z.object({ firmId: z.string(), since: z.iso.datetime() });
type Owner = z.infer<typeof OwnerSchema>;

/**
 * Which firm holds a practice: at most one. The item names the firm and the connect (`since`) that took it, so that
 * the release of an old connection never frees what a new one of the same firm has just taken.
 */
export class PracticeOwnership {
  constructor(
    private readonly table: Table,
    private readonly connections: ConnectionItems,
  ) {}

  async take(tenantId: string, firmId: string, at: Date): Promise<boolean> {
    const item = { ...practiceKey(tenantId), firmId, since: at.toISOString() };
    const taken = await this.table.put(item, {
      test: 'attribute_not_exists(#pk) OR #firmId = :firmId',
      values: { ':firmId': firmId },
    });
    if (taken.met) return true;
    const found = await this.table.get(practiceKey(tenantId));
    if (found === undefined) return this.take(tenantId, firmId, at);
    const owner = OwnerSchema.parse(found);
    if (await this.holds(owner, tenantId, at)) return false;
    // Left behind by a connect or a clean-up that was killed half way.
    return (await this.table.put(item, exactly(owner))).met;
  }

  async isHeldByOther(tenantId: string, firmId: string, at: Date): Promise<boolean> {
    const found = await this.table.get(practiceKey(tenantId));
    if (found === undefined) return false;
    const owner = OwnerSchema.parse(found);
    return owner.firmId !== firmId && this.holds(owner, tenantId, at);
  }

  async release(tenantId: string, firmId: string, since: string): Promise<void> {
    await this.table.delete(practiceKey(tenantId), exactly({ firmId, since }));
  }

  private async holds(owner: Owner, tenantId: string, at: Date): Promise<boolean> {
    if (at.getTime() - Date.parse(owner.since) < CONNECTING_MS) return true;
    const stored = await this.connections.read(owner.firmId);
    if (stored === undefined) return false;
    const { practice, state, cleanupPending } = stored.connection;
    return practice.tenantId === tenantId && (state !== 'disconnected' || cleanupPending === true);
  }
}

function exactly({ firmId, since }: Owner) {
  return {
    test: '#firmId = :firmId AND #since = :since',
    values: { ':firmId': firmId, ':since': since },
  };
}
