import { expect, it } from 'vitest';
import type { AuditEvent } from '#domain/audit/audit.ts';
import type { AuditEntry, AuditFilter, AuditLog, AuditReader } from '#domain/audit/ports.ts';
import { minutes, newFirm } from './samples.ts';

type Subject = AuditLog & AuditReader;

const ADA = { userId: 'ada', name: 'Ada' };

export function describeAudit(makeSubject: () => Promise<Subject>): void {
  /** 40 events, one a minute, of alternating kinds and actors. */
  async function filled() {
    const [log, firmId] = [await makeSubject(), newFirm()];
    const event = (minute: number): AuditEvent => ({
      firmId,
      at: minutes(minute).toISOString(),
      action: minute % 2 === 0 ? 'SYNC_ENDED' : 'USER_CHANGED',
      actor: minute % 4 === 3 ? ADA : 'system',
      source: '203.0.113.7',
      result: 'success',
      details: { minute },
    });
    for (let minute = 0; minute < 40; minute += 1) await log.append(event(minute));
    await log.append({ ...event(1), firmId: newFirm() });
    return { log, firmId };
  }
  async function all(log: Subject, firmId: string, filter: AuditFilter, limit: number) {
    const pages: AuditEntry[][] = [];
    let cursor: string | undefined;
    do {
      const page = await log.list(firmId, filter, { limit, cursor });
      expect(page.events.length).toBeLessThanOrEqual(limit);
      pages.push(page.events);
      cursor = page.cursor;
    } while (cursor !== undefined && pages.length < 99);
    return pages.flat();
  }
  const minutesOf = (events: AuditEntry[]) => events.map(({ details }) => details['minute']);
  const from40 = Array.from({ length: 40 }, (_, n) => 39 - n);

  it.each([1, 7, 39, 40, 41])('lists newest first, %i a page, each event once and whole', async (limit) => {
    const { log, firmId } = await filled();
    const events = await all(log, firmId, {}, limit);
    expect(minutesOf(events)).toEqual(from40);
    expect(new Set(events.map(({ auditId }) => auditId)).size).toBe(40);
    expect(events[0]).toEqual({
      firmId,
      auditId: expect.stringContaining(minutes(39).toISOString()) as string,
      at: minutes(39).toISOString(),
      action: 'USER_CHANGED',
      actor: ADA,
      source: '203.0.113.7',
      result: 'success',
      details: { minute: 39 },
    });
  });

  it.each<[string, AuditFilter, (minute: number) => boolean]>([
    ['an action', { action: 'SYNC_ENDED' }, (minute) => minute % 2 === 0],
    ['a user', { actor: 'ada' }, (minute) => minute % 4 === 3],
    ['the system', { actor: 'system' }, (minute) => minute % 4 !== 3],
    ['both', { actor: 'ada', action: 'SYNC_ENDED' }, () => false],
    ['a beginning', { from: minutes(30) }, (minute) => minute >= 30],
    ['an end, which is not part of it', { to: minutes(30) }, (minute) => minute < 30],
    [
      'a time and a user',
      { from: minutes(8), to: minutes(24), actor: 'ada' },
      (minute) => minute % 4 === 3 && minute >= 8 && minute < 24,
    ],
    ['no time at all', { from: minutes(9), to: minutes(9) }, () => false],
    ['a time that runs backwards', { from: minutes(9), to: minutes(3) }, () => false],
  ])('finds by %s, whatever the page', async (_, filter, matches) => {
    const { log, firmId } = await filled();
    for (const limit of [3, 100]) {
      expect(minutesOf(await all(log, firmId, filter, limit))).toEqual(from40.filter(matches));
    }
  });

  it('refuses a cursor of another firm or filter', async () => {
    const { log, firmId } = await filled();
    const { cursor = '' } = await log.list(firmId, {}, { limit: 2 });
    expect(cursor).not.toBe('');
    for (const [firm, filter, wrong] of [
      [newFirm(), {}, cursor],
      [firmId, { action: 'SYNC_ENDED' }, cursor],
      [firmId, { from: minutes(1) }, cursor],
      [firmId, {}, 'x'],
    ] as const) {
      await expect(log.list(firm, filter, { limit: 2, cursor: wrong })).rejects.toMatchObject({
        code: 'CURSOR_INVALID',
      });
    }
  });
}
