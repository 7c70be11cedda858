import type { StoredTokens, TokenSet, TokenVault } from '#domain/connection/ports.ts';

interface Stored extends StoredTokens {
  lock?: { owner: string; until: number };
}

/** Far more than any test needs: whoever waits for ever shall fail, not hang, since no time passes in waiting here. */
const MOST_LOOKS = 100_000;

/** Keeps the tokens as they are: for tests only. */
export class InMemoryTokenVault implements TokenVault {
  private readonly firms = new Map<string, Stored>();
  private nextVersion = 1;
  private looks = 0;

  load(firmId: string): Promise<StoredTokens | undefined> {
    this.looks += 1;
    if (this.looks > MOST_LOOKS) throw new Error('Somebody looks for tokens for ever');
    const stored = this.firms.get(firmId);
    return Promise.resolve(stored && structuredClone({ tokens: stored.tokens, version: stored.version }));
  }

  create(firmId: string, tokens: TokenSet): Promise<void> {
    this.firms.set(firmId, { tokens: structuredClone(tokens), version: this.nextVersion });
    this.nextVersion += 1_000;
    return Promise.resolve();
  }

  lockRefresh(firmId: string, version: number, owner: string, until: Date, now: Date): Promise<boolean> {
    const stored = this.firms.get(firmId);
    if (stored?.version !== version) return Promise.resolve(false);
    const { lock } = stored;
    if (lock !== undefined && lock.owner !== owner && lock.until > now.getTime())
      return Promise.resolve(false);
    stored.lock = { owner, until: until.getTime() };
    return Promise.resolve(true);
  }

  unlockRefresh(firmId: string, owner: string): Promise<void> {
    const stored = this.firms.get(firmId);
    if (stored?.lock?.owner === owner) delete stored.lock;
    return Promise.resolve();
  }

  replace(firmId: string, version: number, owner: string, tokens: TokenSet): Promise<boolean> {
    const stored = this.firms.get(firmId);
    if (stored?.version !== version || stored.lock?.owner !== owner) return Promise.resolve(false);
    this.firms.set(firmId, { tokens: structuredClone(tokens), version: version + 1 });
    return Promise.resolve(true);
  }

  destroy(firmId: string, version: number): Promise<boolean> {
    const stored = this.firms.get(firmId);
    if (stored !== undefined && stored.version !== version) return Promise.resolve(false);
    this.firms.delete(firmId);
    return Promise.resolve(true);
  }
}
