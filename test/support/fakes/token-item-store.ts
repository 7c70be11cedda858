import type { TokenItem, TokenItemStore } from '#adapters/tokens/ports.ts';

export class InMemoryTokenItemStore implements TokenItemStore {
  private readonly items = new Map<string, TokenItem>();

  load(firmId: string): Promise<TokenItem | undefined> {
    return Promise.resolve(structuredClone(this.items.get(firmId)));
  }

  create(firmId: string, { jwe, version, expiresAt }: TokenItem): Promise<void> {
    this.items.set(firmId, { jwe, version, expiresAt });
    return Promise.resolve();
  }

  lockRefresh(firmId: string, version: number, owner: string, until: Date, now: Date): Promise<boolean> {
    const item = this.items.get(firmId);
    if (item?.version !== version) return Promise.resolve(false);
    const over = item.lockUntil === undefined || Date.parse(item.lockUntil) <= now.getTime();
    if (!over && item.lockOwner !== owner) return Promise.resolve(false);
    this.items.set(firmId, { ...item, lockOwner: owner, lockUntil: until.toISOString() });
    return Promise.resolve(true);
  }

  unlock(firmId: string, owner: string): Promise<void> {
    const item = this.items.get(firmId);
    if (item?.lockOwner === owner) this.items.set(firmId, unlocked(item));
    return Promise.resolve();
  }

  replace(
    firmId: string,
    version: number,
    owner: string,
    next: Pick<TokenItem, 'jwe' | 'expiresAt'>,
  ): Promise<boolean> {
    const item = this.items.get(firmId);
    if (item?.version !== version || item.lockOwner !== owner) return Promise.resolve(false);
    this.items.set(firmId, { ...unlocked(item), ...next, version: version + 1 });
    return Promise.resolve(true);
  }

  destroy(firmId: string, version: number): Promise<boolean> {
    if ((this.items.get(firmId)?.version ?? version) !== version) return Promise.resolve(false);
    this.items.delete(firmId);
    return Promise.resolve(true);
  }
}

function unlocked({ jwe, version, expiresAt }: TokenItem): TokenItem {
  return { jwe, version, expiresAt };
}
