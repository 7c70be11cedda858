import { randomUUID } from 'node:crypto';
import type { Client, Contact } from '#domain/client/client.ts';
import type { Mail } from '#domain/mail/mail.ts';
import type { Run } from '#domain/sync/run.ts';
import { NO_COUNTS, type Sync } from '#domain/sync/sync.ts';

export const NOW = new Date('2026-03-02T18:00:00.000Z');
export const minutes = (count: number, from = NOW): Date => new Date(from.getTime() + count * 60_000);
export const newFirm = (): string => randomUUID();

export function runOf(syncId: string, changes: Partial<Run> = {}): Run {
  return {
    syncId,
    trigger: 'manual',
    requestedMode: 'auto',
    phase: 'queued',
    startedAt: NOW.toISOString(),
    startedBy: { userId: 'u-1', name: 'Aroha Owner' },
    leaseUntil: minutes(20).toISOString(),
    progress: { written: 0 },
    ...changes,
  };
}

export function contactOf(name: string, changes: Partial<Contact> = {}): Contact {
  return { contactId: randomUUID(), name, isPrimary: false, ...changes };
}

export function clientOf(name: string, changes: Partial<Client> = {}): Client {
  return {
    clientId: randomUUID(),
    xpmUuid: randomUUID(),
    name,
    status: 'client',
    contacts: [contactOf('Primary Person', { isPrimary: true, email: 'primary@example.com' })],
    updatedAt: NOW.toISOString(),
    ...changes,
  };
}

export function syncOf(syncId: string, changes: Partial<Sync> = {}): Sync {
  return {
    syncId,
    trigger: 'schedule',
    mode: 'delta',
    status: 'succeeded',
    startedAt: NOW.toISOString(),
    finishedAt: minutes(1).toISOString(),
    startedBy: null,
    counts: NO_COUNTS,
    progress: null,
    xeroRequests: 1,
    quota: null,
    missedByDelta: null,
    failure: null,
    attention: null,
    ...changes,
  };
}

export function mailOf(firmId: string, mailId: string): Mail {
  return {
    mailId,
    firmId,
    to: 'admin@example.com',
    subject: 'Your sync',
    html: '<p>Done</p>',
    text: 'Done',
  };
}

export function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as Omit<T, K>;
}
