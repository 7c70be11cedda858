import { decodeCursor, encodeCursor } from '#adapters/dynamodb/cursor.ts';
import type { AuditEvent } from '#domain/audit/audit.ts';
import type { AuditEntry, AuditFilter, AuditLog, AuditReader } from '#domain/audit/ports.ts';
import * as z from 'zod';

export class InMemoryAuditLog implements AuditLog, AuditReader {
  readonly events: AuditEvent[] = [];

  append(event: AuditEvent): Promise<void> {
    this.events.push(structuredClone(event));
    return Promise.resolve();
  }

  async list(
    firmId: string,
    filter: AuditFilter,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<{ events: AuditEntry[]; cursor?: string }> {
    const scope = `audit ${firmId} ${JSON.stringify(filter)}`;
    const [before] = cursor === undefined ? ['~'] : decodeCursor(scope, cursor, z.tuple([z.string()]));
    const all = this.events
      .map((event, index) => ({ ...event, auditId: `${iso(event.at)}#${String(index).padStart(9, '0')}` }))
      .filter((event) => event.firmId === firmId && event.auditId < before && matches(event, filter))
      .sort((a, b) => (a.auditId > b.auditId ? -1 : 1));
    const events = structuredClone(all.slice(0, limit));
    const last = events.at(-1);
    if (all.length <= limit || last === undefined) return Promise.resolve({ events });
    return Promise.resolve({ events, cursor: encodeCursor(scope, [last.auditId]) });
  }
}

const iso = (time: string) => new Date(time).toISOString();

function matches(event: AuditEvent, { action, actor, from, to }: AuditFilter): boolean {
  const who = event.actor === 'system' ? 'system' : event.actor.userId;
  return (
    (action === undefined || event.action === action) &&
    (actor === undefined || who === actor) &&
    (from === undefined || iso(event.at) >= from.toISOString()) &&
    (to === undefined || iso(event.at) < to.toISOString())
  );
}
