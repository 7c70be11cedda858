import { describe, expect, it } from 'vitest';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import type { RunWatch } from '#domain/sync/ports.ts';
import { connected } from './connection-contract.ts';
import { minutes, NOW, runOf } from './samples.ts';

export interface WatchedRuns {
  repository: ConnectionRepository;
  watch: RunWatch;
}

export function describeRunWatch(makeSubject: () => Promise<WatchedRuns>): void {
  /** A firm whose run holds the lease for 20 minutes. */
  async function running() {
    const subject = await makeSubject();
    const { firmId } = await connected(subject.repository);
    await subject.repository.claimRun(firmId, runOf('s-1'), NOW);
    return { ...subject, firmId };
  }
  const overdue = async (watch: RunWatch, until: Date) => (await watch.overdue({ until, limit: 10 })).watched;
  const at = minutes(20).toISOString();

  describe('watching', () => {
    it('finds a claimed run when its lease would be over, not before', async () => {
      const { watch, firmId } = await running();
      expect(await overdue(watch, minutes(19))).toEqual([]);
      expect(await overdue(watch, minutes(20))).toEqual([{ firmId, at }]);
    });

    it('needs no connection that is due, and does not make one due', async () => {
      const { repository, watch, firmId } = await running();
      await repository.setDueAt(firmId, 1, minutes(600));
      expect(await overdue(watch, minutes(21))).toHaveLength(1);
      expect((await repository.dueFirms({ until: minutes(21), limit: 10 })).due).toEqual([]);
      expect((await repository.get(firmId))?.dueAt).toBe(minutes(600).toISOString());
    });

    it('looks again when told to, or never', async () => {
      const { watch, firmId } = await running();
      await watch.settle(firmId, at, minutes(50));
      expect(await overdue(watch, minutes(49))).toEqual([]);
      expect(await overdue(watch, minutes(50))).toEqual([{ firmId, at: minutes(50).toISOString() }]);
      await watch.settle(firmId, minutes(50).toISOString());
      expect(await overdue(watch, minutes(9_999))).toEqual([]);
      await watch.settle(firmId, minutes(50).toISOString());
    });

    it('keeps watching what was claimed since', async () => {
      const { repository, watch, firmId } = await running();
      const next = runOf('s-2', { leaseUntil: minutes(45).toISOString() });
      await repository.claimRun(firmId, next, minutes(25));
      await watch.settle(firmId, at);
      expect(await overdue(watch, minutes(45))).toEqual([{ firmId, at: minutes(45).toISOString() }]);
    });

    it('goes through many firms page by page, earliest first', async () => {
      const { repository, watch } = await makeSubject();
      const firms: string[] = [];
      for (let minute = 1; minute <= 7; minute += 1) {
        const { firmId } = await connected(repository);
        const leaseUntil = minutes(minute).toISOString();
        await repository.claimRun(firmId, runOf('s-1', { leaseUntil }), NOW);
        firms.push(firmId);
      }
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await watch.overdue({ until: minutes(6), limit: 2, cursor });
        found.push(...page.watched.map(({ firmId }) => firmId));
        cursor = page.cursor;
      } while (cursor !== undefined && found.length < 50);
      expect(found).toEqual(firms.slice(0, 6));
    });
  });

  describe('counting the syncs at work', () => {
    const claimOf = (firmId: string, syncId: string, fence: number) => ({ firmId, syncId, epoch: 1, fence });

    it('counts one from its claim to its end', async () => {
      const { repository, firmId } = await running();
      expect(await repository.atWork(NOW, 100)).toBe(1);
      await repository.finishRun(claimOf(firmId, 's-1', 1), { status: 'succeeded', finishedAt: minutes(1) });
      expect(await repository.atWork(minutes(1), 100)).toBe(0);
    });

    it('counts up to the limit', async () => {
      const { repository } = await running();
      for (let more = 0; more < 3; more += 1) {
        const { firmId } = await connected(repository);
        await repository.claimRun(firmId, runOf('s-1'), NOW);
      }
      expect(await repository.atWork(NOW, 3)).toBe(3);
      expect(await repository.atWork(NOW, 9)).toBe(4);
    });

    it('counts none that waits for longer than a lease lasts, and counts it again at the end of its wait', async () => {
      const { repository, watch, firmId } = await running();
      await watch.settle(firmId, at, minutes(600));
      expect(await repository.atWork(minutes(21), 100)).toBe(0);
      expect(await repository.atWork(minutes(581), 100)).toBe(1);
    });

    it('still counts the run that was claimed while an older one ended', async () => {
      const { repository, watch, firmId } = await running();
      await repository.claimRun(firmId, runOf('s-2', { leaseUntil: minutes(45).toISOString() }), minutes(25));
      const late = { status: 'succeeded', finishedAt: minutes(26) };
      expect(await repository.finishRun(claimOf(firmId, 's-1', 1), late)).toBe(false);
      expect(await repository.atWork(minutes(26), 100)).toBe(1);
      expect(await overdue(watch, minutes(45))).toHaveLength(1);
    });
  });

  describe('fencing off', () => {
    it('takes the pen from a run whose lease is over, and leaves the run to be recorded', async () => {
      const { repository, watch, firmId } = await running();
      const claim = { firmId, syncId: 's-1', epoch: 1, fence: 1 };
      expect(await watch.fenceOff(firmId, 's-1', minutes(21))).toBe(true);
      expect(await repository.renewRun(claim, { leaseUntil: minutes(90) })).toBe(false);
      expect(await repository.finishRun(claim, { status: 'succeeded', finishedAt: NOW })).toBe(false);
      expect(await repository.get(firmId)).toMatchObject({ fence: 2, run: { syncId: 's-1' } });
      const end = { status: 'interrupted', finishedAt: minutes(21) };
      expect(await repository.finishRun({ ...claim, fence: 2 }, end)).toBe(true);
    });

    it('never touches a run that is alive, or another one', async () => {
      const { repository, watch, firmId } = await running();
      for (const [syncId, now] of [
        ['s-1', minutes(19)],
        ['s-1', minutes(20)],
        ['s-0', minutes(99)],
      ] as const) {
        expect(await watch.fenceOff(firmId, syncId, now)).toBe(false);
      }
      expect(
        await repository.renewRun({ firmId, syncId: 's-1', epoch: 1, fence: 1 }, { leaseUntil: minutes(60) }),
      ).toBe(true);
      expect(await watch.fenceOff(firmId, 's-1', minutes(30))).toBe(false);
    });
  });
}
