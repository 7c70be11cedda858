import { describe, expect, it } from 'vitest';
import type { Connection } from '#domain/connection/connection.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { minutes, newFirm, NOW, runOf } from './samples.ts';

type Subject = () => Promise<ConnectionRepository>;

export async function connected(
  repository: ConnectionRepository,
  changes: Partial<Parameters<ConnectionRepository['connect']>[0]> = {},
): Promise<Connection> {
  const connection = await repository.connect({
    firmId: newFirm(),
    practice: { tenantId: newFirm(), connectionId: newFirm(), name: 'Harbour Practice' },
    connectedBy: { userId: 'u-1', name: 'Aroha Owner' },
    connectedAt: NOW,
    dueAt: minutes(60),
    practiceChanged: false,
    ...changes,
  });
  if (connection === 'practice-taken') throw new Error('The practice is taken');
  return connection;
}

const endOf = (connection: Connection, cleanupPending = true) => ({
  firmId: connection.firmId,
  epoch: connection.epoch,
  state: 'disconnected' as const,
  disconnect: { cause: 'disconnected-here' as const, at: NOW.toISOString() },
  cleanupPending,
});

export function describeConnections(makeSubject: Subject): void {
  describe('connect and end', () => {
    it('knows nothing of a firm that never connected', async () => {
      const repository = await makeSubject();
      expect(await repository.get(newFirm())).toBeUndefined();
      expect(
        await repository.end(endOf({ ...(await connected(repository)), firmId: newFirm() })),
      ).toBeUndefined();
    });

    it('connects, and keeps what it answered', async () => {
      const repository = await makeSubject();
      const connection = await connected(repository);
      expect(connection).toMatchObject({
        state: 'connected',
        epoch: 1,
        fence: 0,
        dueAt: minutes(60).toISOString(),
      });
      expect(await repository.get(connection.firmId)).toEqual(connection);
    });

    it('ends an epoch once, and answers what was', async () => {
      const repository = await makeSubject();
      const before = await connected(repository);
      expect(await repository.end(endOf(before))).toEqual(before);
      expect(await repository.end(endOf(before))).toBeUndefined();
      const after = await repository.get(before.firmId);
      expect(after).toMatchObject({ state: 'disconnected', epoch: 2, cleanupPending: true });
      expect(after).not.toHaveProperty('dueAt');
      expect(await repository.end({ ...endOf(before), epoch: 2 })).toBeUndefined();
    });

    it('ends an epoch for one of many', async () => {
      const repository = await makeSubject();
      const end = { ...endOf(await connected(repository), false), state: 'broken' as const };
      const answers = await Promise.all(Array.from({ length: 12 }, () => repository.end(end)));
      expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
      expect((await repository.get(end.firmId))?.epoch).toBe(2);
    });

    it('lets an admin disconnect what is broken', async () => {
      const repository = await makeSubject();
      const before = await connected(repository);
      await repository.end({ ...endOf(before, false), state: 'broken' });
      const broken = await repository.get(before.firmId);
      expect(broken).toMatchObject({ state: 'broken', epoch: 2 });
      expect(await repository.end({ ...endOf(before), epoch: 2 })).toEqual(broken);
      expect((await repository.get(before.firmId))?.state).toBe('disconnected');
    });

    it('keeps watermark and full-sync times for the same practice, forgets them for another', async () => {
      const repository = await makeSubject();
      const first = await connected(repository);
      const again = { firmId: first.firmId, practice: first.practice };
      const run = { firmId: first.firmId, epoch: 1, fence: 1, syncId: 's-1' };
      await repository.claimRun(first.firmId, runOf('s-1'), NOW);
      const result = {
        status: 'succeeded',
        finishedAt: NOW,
        watermark: NOW,
        nextFullAt: minutes(1),
        fullSyncDays: 2,
      };
      expect(await repository.finishRun(run, result)).toBe(true);
      await repository.end(endOf({ ...first, epoch: 1 }));
      const second = await connected(repository, again);
      expect(second).toMatchObject({ epoch: 3, fence: 1, watermark: NOW.toISOString(), fullSyncDays: 2 });
      expect(second).not.toHaveProperty('disconnect');
      expect(second).not.toHaveProperty('cleanupPending');
      const third = await connected(repository, { firmId: first.firmId, practiceChanged: true });
      expect(third).toMatchObject({ epoch: 4, state: 'connected' });
      for (const gone of ['watermark', 'nextFullAt', 'fullSyncDays']) expect(third).not.toHaveProperty(gone);
    });
  });

  describe('one practice, one firm', () => {
    const practice = { tenantId: 'tenant-1', connectionId: 'c-1', name: null };
    const take = async (repository: ConnectionRepository, firmId: string, at = NOW) =>
      repository.connect({
        firmId,
        practice,
        connectedBy: { userId: 'u', name: 'U' },
        connectedAt: at,
        dueAt: NOW,
        practiceChanged: false,
      });

    it('refuses a practice that another firm holds, and changes nothing', async () => {
      const repository = await makeSubject();
      const [holder, other] = [newFirm(), newFirm()];
      expect(await take(repository, holder)).toMatchObject({ firmId: holder });
      expect(await take(repository, other, minutes(30))).toBe('practice-taken');
      expect(await repository.get(other)).toBeUndefined();
      expect(await repository.isHeldByOther('tenant-1', other, minutes(30))).toBe(true);
      expect(await repository.isHeldByOther('tenant-1', holder, minutes(30))).toBe(false);
      expect(await take(repository, holder)).toMatchObject({ epoch: 2 });
    });

    it('frees it when the clean-up is done, not before', async () => {
      const repository = await makeSubject();
      const [holder, other] = [newFirm(), newFirm()];
      const connection = await connected(repository, { firmId: holder, practice });
      await repository.end(endOf(connection));
      expect(await take(repository, other, minutes(30))).toBe('practice-taken');
      await repository.cleanedUp(holder, 2);
      expect(await repository.isHeldByOther('tenant-1', other, minutes(30))).toBe(false);
      expect(await take(repository, other, minutes(30))).toMatchObject({ firmId: other });
      expect(await take(repository, holder, minutes(31))).toBe('practice-taken');
    });

    it('frees it at once when there is nothing to clean up', async () => {
      const repository = await makeSubject();
      const connection = await connected(repository, { practice });
      await repository.end(endOf(connection, false));
      expect(await take(repository, newFirm())).toMatchObject({ state: 'connected' });
    });

    it('keeps it for a firm whose connection is broken', async () => {
      const repository = await makeSubject();
      const connection = await connected(repository, { practice });
      await repository.end({ ...endOf(connection), state: 'broken' });
      await repository.cleanedUp(connection.firmId, 2);
      expect(await take(repository, newFirm(), minutes(30))).toBe('practice-taken');
    });

    it('frees the old one when the firm changes to another', async () => {
      const repository = await makeSubject();
      const { firmId } = await connected(repository, { practice });
      await connected(repository, { firmId, practiceChanged: true });
      expect(await take(repository, newFirm())).toMatchObject({ state: 'connected' });
    });

    it('gives it to one of many that ask at once', async () => {
      const repository = await makeSubject();
      const answers = await Promise.all(Array.from({ length: 12 }, () => take(repository, newFirm())));
      expect(answers.filter((answer) => answer !== 'practice-taken')).toHaveLength(1);
    });
  });

  describe('clean-up', () => {
    it('lists what is pending until it is done; a later epoch is left alone', async () => {
      const repository = await makeSubject();
      const [first, second] = [await connected(repository), await connected(repository)];
      await connected(repository);
      for (const connection of [first, second]) await repository.end(endOf(connection));
      expect((await repository.pendingCleanups(10)).sort()).toEqual([first.firmId, second.firmId].sort());
      expect(await repository.pendingCleanups(1)).toHaveLength(1);
      await repository.cleanedUp(first.firmId, 1);
      expect(await repository.pendingCleanups(10)).toHaveLength(2);
      await repository.cleanedUp(first.firmId, 2);
      await repository.cleanedUp(first.firmId, 2);
      expect(await repository.pendingCleanups(10)).toEqual([second.firmId]);
      expect(await repository.get(first.firmId)).not.toHaveProperty('cleanupPending');
    });

    it('is over when the firm connects again', async () => {
      const repository = await makeSubject();
      const { firmId, practice, ...rest } = await connected(repository);
      await repository.end(endOf({ firmId, practice, ...rest }));
      await connected(repository, { firmId, practice });
      expect(await repository.pendingCleanups(10)).toEqual([]);
      await repository.cleanedUp(firmId, 2);
      expect(await repository.get(firmId)).toMatchObject({ state: 'connected', epoch: 3 });
      const [other] = [newFirm()];
      expect(
        await repository.connect({
          firmId: other,
          practice,
          connectedBy: { userId: 'u', name: 'U' },
          connectedAt: minutes(90),
          dueAt: NOW,
          practiceChanged: false,
        }),
      ).toBe('practice-taken');
    });
  });

  describe('due firms', () => {
    it('are those whose time has come, earliest first, page by page', async () => {
      const repository = await makeSubject();
      const firms: string[] = [];
      for (const offset of [30, 10, 20, 50, 40]) {
        firms.push((await connected(repository, { dueAt: minutes(offset) })).firmId);
      }
      const [at30, at10, at20, , at40] = firms;
      const found: string[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const page = await repository.dueFirms({ until: minutes(40), limit: 2, ...(cursor && { cursor }) });
        found.push(...page.due.map(({ firmId }) => firmId));
        cursor = page.cursor;
        pages += 1;
      } while (cursor !== undefined && pages < 9);
      expect(found).toEqual([at10, at20, at30, at40]);
      expect((await repository.dueFirms({ until: minutes(9), limit: 5 })).due).toEqual([]);
    });

    it('move with setDueAt, of the present epoch alone, and go with the connection', async () => {
      const repository = await makeSubject();
      const connection = await connected(repository, { dueAt: minutes(1) });
      const { firmId } = connection;
      await repository.setDueAt(firmId, 9, minutes(500));
      expect((await repository.dueFirms({ until: minutes(5), limit: 5 })).due).toHaveLength(1);
      await repository.setDueAt(firmId, 1, minutes(500));
      expect((await repository.dueFirms({ until: minutes(5), limit: 5 })).due).toEqual([]);
      expect((await repository.dueFirms({ until: minutes(500), limit: 5 })).due).toEqual([
        { firmId, dueAt: minutes(500).toISOString() },
      ]);
      await repository.end(endOf(connection));
      await repository.setDueAt(firmId, 2, minutes(1));
      expect((await repository.dueFirms({ until: minutes(900), limit: 5 })).due).toEqual([]);
    });

    it('refuses a cursor that it did not make', async () => {
      const repository = await makeSubject();
      for (const cursor of ['x', '', 'W10', Buffer.from('["a",["b","c"]]').toString('base64url')]) {
        await expect(repository.dueFirms({ until: NOW, limit: 2, cursor })).rejects.toMatchObject({
          kind: 'invalid',
          code: 'CURSOR_INVALID',
        });
      }
    });
  });
}
