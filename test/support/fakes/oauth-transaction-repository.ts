import type { OAuthTransaction, OAuthTransactionRepository } from '#domain/connection/ports.ts';

export class InMemoryOAuthTransactionRepository implements OAuthTransactionRepository {
  private readonly transactions = new Map<string, OAuthTransaction>();

  create(transaction: OAuthTransaction): Promise<void> {
    this.transactions.set(transaction.stateHash, structuredClone(transaction));
    return Promise.resolve();
  }

  consume(stateHash: string, now: Date): Promise<OAuthTransaction | undefined> {
    const found = this.transactions.get(stateHash);
    if (found === undefined || found.expiresAt.getTime() <= now.getTime()) return Promise.resolve(undefined);
    this.transactions.delete(stateHash);
    return Promise.resolve(found);
  }
}
