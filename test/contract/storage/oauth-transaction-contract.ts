import { expect, it } from 'vitest';
import type { OAuthTransactionRepository } from '#domain/connection/ports.ts';
import { minutes, newFirm, NOW } from './samples.ts';

export function describeOAuthTransactions(makeSubject: () => Promise<OAuthTransactionRepository>): void {
  const transaction = {
    stateHash: 'hash-of-state',
    firmId: newFirm(),
    userId: 'u-1',
    cookieHash: 'hash-of-cookie',
    expiresAt: new Date(minutes(10).getTime() + 123),
    confirmPracticeChange: true,
  };

  it('are consumed by exactly one of many', async () => {
    const transactions = await makeSubject();
    await transactions.create(transaction);
    const consumed = await Promise.all(
      Array.from({ length: 20 }, () => transactions.consume(transaction.stateHash, NOW)),
    );
    expect(consumed.filter((found) => found !== undefined)).toEqual([transaction]);
    expect(await transactions.consume(transaction.stateHash, NOW)).toBeUndefined();
  });

  it('are unknown under another state, and once their time is over', async () => {
    const transactions = await makeSubject();
    await transactions.create(transaction);
    expect(await transactions.consume('other', NOW)).toBeUndefined();
    expect(await transactions.consume(transaction.stateHash, transaction.expiresAt)).toBeUndefined();
    const justBefore = new Date(transaction.expiresAt.getTime() - 1);
    expect(await transactions.consume(transaction.stateHash, justBefore)).toEqual(transaction);
  });
}
