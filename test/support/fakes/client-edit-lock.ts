import type { ClientEditLock } from '#domain/client/ports.ts';

export class InMemoryClientEditLock implements ClientEditLock {
  private readonly held = new Map<string, { owner: string; until: Date }>();

  acquire(firmId: string, owner: string, until: Date, now: Date): Promise<boolean> {
    const holder = this.held.get(firmId);
    if (holder !== undefined && holder.owner !== owner && holder.until > now) return Promise.resolve(false);
    this.held.set(firmId, { owner, until });
    return Promise.resolve(true);
  }

  release(firmId: string, owner: string): Promise<void> {
    if (this.held.get(firmId)?.owner === owner) this.held.delete(firmId);
    return Promise.resolve();
  }

  isFree(firmId: string, now: Date): Promise<boolean> {
    const holder = this.held.get(firmId);
    return Promise.resolve(holder === undefined || holder.until <= now);
  }
}
