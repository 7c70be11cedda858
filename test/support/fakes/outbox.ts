import type { Mail } from '#domain/mail/mail.ts';
import type { Outbox } from '#domain/mail/ports.ts';

interface Entry {
  mail: Mail;
  state: 'pending' | 'sending' | 'sent' | 'given-up';
  attempt: number;
  claimedBy?: string | undefined;
  /** When somebody may next take it; never again when absent. */
  dueAt?: number | undefined;
  reason?: string;
}

export class InMemoryOutbox implements Outbox {
  private readonly entries = new Map<string, Entry>();

  /** What a test looks at. */
  all(): readonly Entry[] {
    return structuredClone([...this.entries.values()]);
  }

  put(mail: Mail, dueAt: Date): Promise<void> {
    const key = keyOf(mail.firmId, mail.mailId);
    if (!this.entries.has(key)) {
      this.entries.set(key, {
        mail: structuredClone(mail),
        state: 'pending',
        attempt: 0,
        dueAt: dueAt.getTime(),
      });
    }
    return Promise.resolve();
  }

  claim(
    firmId: string,
    mailId: string,
    now: Date,
    sender?: string,
  ): Promise<{ mail: Mail; attempt: number } | undefined> {
    const entry = this.entries.get(keyOf(firmId, mailId));
    const isOwn = sender !== undefined && entry?.claimedBy === sender;
    if (entry?.dueAt === undefined || (entry.dueAt > now.getTime() && !isOwn)) {
      return Promise.resolve(undefined);
    }
    entry.state = 'sending';
    entry.attempt += 1;
    entry.dueAt = now.getTime() + 3 * 60_000;
    entry.claimedBy = sender;
    return Promise.resolve(structuredClone({ mail: entry.mail, attempt: entry.attempt }));
  }

  sent(firmId: string, mailId: string): Promise<void> {
    const entry = this.entries.get(keyOf(firmId, mailId));
    if (entry) Object.assign(entry, { state: 'sent', dueAt: undefined, claimedBy: undefined });
    return Promise.resolve();
  }

  failed(
    firmId: string,
    mailId: string,
    outcome: { retryAt: Date } | { givenUp: true; reason: string },
  ): Promise<void> {
    const entry = this.entries.get(keyOf(firmId, mailId));
    if (entry?.state !== 'sending') return Promise.resolve();
    entry.claimedBy = undefined;
    if ('retryAt' in outcome) Object.assign(entry, { state: 'pending', dueAt: outcome.retryAt.getTime() });
    else Object.assign(entry, { state: 'given-up', dueAt: undefined, reason: outcome.reason });
    return Promise.resolve();
  }

  due(now: Date, limit: number): Promise<{ firmId: string; mailId: string }[]> {
    const due = [...this.entries.values()]
      .filter(({ dueAt }) => dueAt !== undefined && dueAt <= now.getTime())
      .sort((a, b) => Number(a.dueAt) - Number(b.dueAt));
    return Promise.resolve(due.slice(0, limit).map(({ mail: { firmId, mailId } }) => ({ firmId, mailId })));
  }
}

const keyOf = (firmId: string, mailId: string) => `${firmId} ${mailId}`;
