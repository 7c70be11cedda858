import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { syncIdOf } from '#domain/ids.ts';
import type { ChangePageRepository, SyncPage, SyncRepository } from '#domain/sync/ports.ts';
import type { ClientChange, SyncIssue } from '#domain/sync/sync.ts';
import { minutes, newFirm, syncOf } from './samples.ts';

const issueOf = (name: string): SyncIssue => ({
  code: 'RECORD_INVALID',
  message: 'The client has no name.',
  name,
  xpmUuid: null,
  webUrl: null,
});

export function describeSyncs(makeSubject: () => Promise<SyncRepository>): void {
  describe('the history', () => {
    it('keeps a sync as it was put last', async () => {
      const [syncs, firmId] = [await makeSubject(), newFirm()];
      const failure = { code: 'X', message: 'It failed.', action: 'Try again.' };
      await syncs.put(firmId, syncOf('s-1'));
      await syncs.put(firmId, syncOf('s-1', { status: 'failed', failure, missedByDelta: 3 }));
      expect(await syncs.get(firmId, 's-1')).toEqual(
        syncOf('s-1', { status: 'failed', failure, missedByDelta: 3 }),
      );
      expect(await syncs.get(firmId, 's-2')).toBeUndefined();
      expect(await syncs.get(newFirm(), 's-1')).toBeUndefined();
    });

    it('lists newest first, page by page', async () => {
      const [syncs, firmId] = [await makeSubject(), newFirm()];
      const ids = Array.from({ length: 7 }, (_, n) => syncIdOf(minutes(n), `seed ${String(n)}`));
      for (const id of [...ids].sort((a, b) => a.slice(-3).localeCompare(b.slice(-3)))) {
        await syncs.put(firmId, syncOf(id));
      }
      await syncs.put(newFirm(), syncOf(syncIdOf(minutes(9), 'elsewhere')));
      const found: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await syncs.list(firmId, { limit: 3, ...(cursor && { cursor }) });
        found.push(page.syncs.map(({ syncId }) => syncId));
        cursor = page.cursor;
      } while (cursor !== undefined && found.length < 9);
      expect(found.flat()).toEqual([...ids].reverse());
      expect(found.map((page) => page.length)).toEqual([3, 3, 1]);
      expect((await syncs.list(firmId, { limit: 7 })).cursor).toBeUndefined();
      const { cursor: own = '' } = await syncs.list(firmId, { limit: 1 });
      for (const [firm, wrong] of [
        [newFirm(), own],
        [firmId, 'x'],
        [firmId, ''],
      ] as const) {
        await expect(syncs.list(firm, { limit: 1, cursor: wrong })).rejects.toMatchObject({
          code: 'CURSOR_INVALID',
        });
      }
    });
  });

  describe('the history by status and trigger', () => {
    it.each([1, 3, 60])('finds each match once, newest first, %i a page', async (limit) => {
      const [syncs, firmId] = [await makeSubject(), newFirm()];
      const ids = Array.from({ length: 60 }, (_, n) => syncIdOf(minutes(n), 'seed')).reverse();
      const failed = (index: number) => index % 20 === 7;
      for (const [index, id] of ids.entries()) {
        const status = failed(index) ? 'failed' : 'succeeded';
        await syncs.put(firmId, syncOf(id, { status, trigger: index % 2 === 0 ? 'schedule' : 'manual' }));
      }
      const all = async (filter: Partial<SyncPage>) => {
        const found: string[] = [];
        let cursor: string | undefined;
        let pages = 0;
        do {
          const page = await syncs.list(firmId, { limit, cursor, ...filter });
          expect(page.syncs.length).toBeLessThanOrEqual(limit);
          found.push(...page.syncs.map(({ syncId }) => syncId));
          cursor = page.cursor;
          pages += 1;
        } while (cursor !== undefined && pages < 99);
        return found;
      };
      expect(await all({ status: 'failed' })).toEqual(ids.filter((_, index) => failed(index)));
      expect(await all({ trigger: 'schedule' })).toEqual(ids.filter((_, index) => index % 2 === 0));
      expect(await all({ status: 'failed', trigger: 'schedule' })).toEqual([]);
      expect(await all({ status: 'succeeded', trigger: 'manual' })).toHaveLength(27);
    });

    it('refuses a cursor of another filter', async () => {
      const [syncs, firmId] = [await makeSubject(), newFirm()];
      for (const id of ['s-1', 's-2', 's-3']) await syncs.put(firmId, syncOf(id));
      const { cursor } = await syncs.list(firmId, { limit: 1, status: 'succeeded' });
      expect(cursor).toBeDefined();
      await expect(syncs.list(firmId, { limit: 1, cursor })).rejects.toMatchObject({
        code: 'CURSOR_INVALID',
      });
    });
  });

  describe('issues', () => {
    const read = async (syncs: SyncRepository, firmId: string, limit: number) => {
      const found: SyncIssue[][] = [];
      let cursor: string | undefined;
      do {
        const page = await syncs.issues(firmId, 's-1', { limit, ...(cursor && { cursor }) });
        found.push(page.issues);
        cursor = page.cursor;
      } while (cursor !== undefined && found.length < 99);
      return found;
    };

    it('come in the order of their parts, page by page', async () => {
      const [syncs, firmId] = [await makeSubject(), newFirm()];
      const parts = [200, 200, 0, 37].map((size, part) =>
        Array.from({ length: size }, (_, n) => issueOf(`${String(part)}/${String(n)}`)),
      );
      for (const [part, issues] of parts.entries()) await syncs.putIssues(firmId, 's-1', part, issues);
      await syncs.putIssues(firmId, 's-10', 0, [issueOf('of another sync')]);
      for (const limit of [25, 200, 437, 1_000]) {
        const found = await read(syncs, firmId, limit);
        expect(found.flat()).toEqual(parts.flat());
        expect(found.length).toBe(Math.ceil(437 / limit));
      }
      expect(await read(syncs, newFirm(), 10)).toEqual([[]]);
    });

    it('of a repeated attempt replace those of the one before', async () => {
      const [syncs, firmId] = [await makeSubject(), newFirm()];
      for (const part of [0, 1, 2]) await syncs.putIssues(firmId, 's-1', part, [issueOf('old')]);
      await syncs.putIssues(firmId, 's-1', 0, [issueOf('new 0')]);
      await syncs.putIssues(firmId, 's-1', 1, [issueOf('new 1')]);
      expect((await read(syncs, firmId, 10)).flat().map(({ name }) => name)).toEqual(['new 0', 'new 1']);
    });

    it('may be as large as 200 records make them', async () => {
      const [syncs, firmId] = [await makeSubject(), newFirm()];
      const issues = Array.from({ length: 200 }, () => issueOf(randomBytes(3_000).toString('base64')));
      await syncs.putIssues(firmId, 's-1', 0, issues);
      expect((await read(syncs, firmId, 50)).flat()).toEqual(issues);
    });

    it('refuse a cursor of another sync', async () => {
      const [syncs, firmId] = [await makeSubject(), newFirm()];
      await syncs.putIssues(firmId, 's-1', 0, [issueOf('a'), issueOf('b')]);
      const { cursor = '' } = await syncs.issues(firmId, 's-1', { limit: 1 });
      expect(cursor).not.toBe('');
      await expect(syncs.issues(firmId, 's-2', { limit: 1, cursor })).rejects.toMatchObject({
        kind: 'invalid',
      });
    });
  });
}

export function describeChangePages(makeSubject: () => Promise<ChangePageRepository>): void {
  const upsert = (name: string, address: string): ClientChange => ({
    kind: 'upsert',
    clientId: newFirm(),
    hash: 'h',
    client: { xpmUuid: newFirm(), isProspect: false, details: { name, address }, contacts: [] },
  });

  it('keeps pages apart, and the last put of each', async () => {
    const [pages, firmId] = [await makeSubject(), newFirm()];
    const [one, two] = [upsert('One', 'a'), upsert('Two', 'b')];
    await pages.put(firmId, 's-1', 0, [two]);
    await pages.put(firmId, 's-1', 0, [one, { kind: 'archive', clientId: 'c-1' }]);
    await pages.put(firmId, 's-1', 11, [two]);
    expect(await pages.get(firmId, 's-1', 0)).toEqual([one, { kind: 'archive', clientId: 'c-1' }]);
    expect(await pages.get(firmId, 's-1', 11)).toEqual([two]);
    expect(await pages.get(firmId, 's-1', 1)).toBeUndefined();
    expect(await pages.get(firmId, 's-2', 0)).toBeUndefined();
    expect(await pages.get(newFirm(), 's-1', 0)).toBeUndefined();
  });

  it('holds 500 changes that barely compress, and a smaller page after them', async () => {
    const [pages, firmId] = [await makeSubject(), newFirm()];
    const changes = Array.from({ length: 500 }, () => upsert('Name', randomBytes(1_400).toString('base64')));
    await pages.put(firmId, 's-1', 0, changes);
    expect(await pages.get(firmId, 's-1', 0)).toEqual(changes);
    await pages.put(firmId, 's-1', 0, changes.slice(0, 3));
    expect(await pages.get(firmId, 's-1', 0)).toEqual(changes.slice(0, 3));
  });
}
