import { describe, expect, it } from 'vitest';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { connected } from './connection-contract.ts';
import { minutes, newFirm, NOW, runOf, without } from './samples.ts';

export function describeLease(makeSubject: () => Promise<ConnectionRepository>): void {
  const setup = async () => {
    const repository = await makeSubject();
    const { firmId } = await connected(repository);
    const claim = (syncId: string, fence: number, epoch = 1) => ({ firmId, syncId, fence, epoch });
    return { repository, firmId, claim };
  };
  const end = (firmId: string) => ({
    firmId,
    epoch: 1,
    state: 'broken' as const,
    disconnect: { cause: 'unexpected' as const, at: NOW.toISOString() },
    cleanupPending: false,
  });

  describe('claiming', () => {
    it('needs a connection', async () => {
      const { repository, firmId } = await setup();
      expect(await repository.claimRun(newFirm(), runOf('s-1'), NOW)).toEqual({ outcome: 'not-connected' });
      await repository.end(end(firmId));
      expect(await repository.claimRun(firmId, runOf('s-1'), NOW)).toEqual({ outcome: 'not-connected' });
    });

    it('raises the fence once, however often the same run claims', async () => {
      const { repository, firmId } = await setup();
      const first = await repository.claimRun(firmId, runOf('s-1'), NOW);
      expect(first).toMatchObject({ outcome: 'claimed', connection: { fence: 1, run: runOf('s-1') } });
      expect(first).not.toHaveProperty('interrupted');
      const again = without(
        runOf('s-1', {
          phase: 'running',
          startedAt: minutes(1).toISOString(),
          leaseUntil: minutes(21).toISOString(),
        }),
        'startedBy',
      );
      const merged = runOf('s-1', { phase: 'running', leaseUntil: minutes(21).toISOString() });
      const second = await repository.claimRun(firmId, again, minutes(1));
      expect(second).toMatchObject({ outcome: 'claimed', connection: { fence: 1, run: merged } });
      await repository.claimRun(firmId, runOf('s-1', { leaseUntil: minutes(22).toISOString() }), minutes(2));
      const kept = await repository.get(firmId);
      expect(kept).toMatchObject({ fence: 1, run: { ...merged, leaseUntil: minutes(22).toISOString() } });
    });

    it('finds another run in the way until its lease is over', async () => {
      const { repository, firmId } = await setup();
      await repository.claimRun(firmId, runOf('s-1'), NOW);
      const other = runOf('s-2', { leaseUntil: minutes(50).toISOString() });
      for (const at of [NOW, minutes(19), minutes(20)]) {
        expect(await repository.claimRun(firmId, other, at)).toEqual({
          outcome: 'running',
          run: runOf('s-1'),
        });
      }
      const taken = await repository.claimRun(firmId, other, minutes(21));
      expect(taken).toMatchObject({
        outcome: 'claimed',
        connection: { fence: 2, run: { syncId: 's-2' } },
        interrupted: runOf('s-1'),
      });
    });

    it('tells of the interrupted run again until the new one goes on', async () => {
      const { repository, firmId, claim } = await setup();
      const other = runOf('s-2', { leaseUntil: minutes(50).toISOString() });
      await repository.claimRun(firmId, runOf('s-1'), NOW);
      await repository.claimRun(firmId, other, minutes(21));
      expect(await repository.claimRun(firmId, other, minutes(22))).toMatchObject({
        interrupted: runOf('s-1'),
      });
      expect(await repository.renewRun(claim('s-2', 2), { leaseUntil: minutes(60) })).toBe(true);
      expect(await repository.claimRun(firmId, other, minutes(23))).not.toHaveProperty('interrupted');
    });

    it('compares times, however they are written', async () => {
      const { repository, firmId } = await setup();
      await repository.claimRun(firmId, runOf('s-1', { leaseUntil: '2026-03-02T18:20:00Z' }), NOW);
      const answer = await repository.claimRun(firmId, runOf('s-2'), new Date('2026-03-02T18:20:00.001Z'));
      expect(answer).toMatchObject({ outcome: 'claimed', interrupted: { syncId: 's-1' } });
    });

    it('is won by one of many', async () => {
      const { repository, firmId } = await setup();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => repository.claimRun(firmId, runOf(`s-${String(n)}`), NOW)),
      );
      const outcomes = answers.map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === 'claimed')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'running')).toHaveLength(19);
      expect((await repository.get(firmId))?.fence).toBe(1);
    });

    it('of an expired lease is won by one of many, who alone has interrupted it', async () => {
      const { repository, firmId } = await setup();
      await repository.claimRun(firmId, runOf('s-old'), NOW);
      const run = (n: number) => runOf(`s-${String(n)}`, { leaseUntil: minutes(60).toISOString() });
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => repository.claimRun(firmId, run(n), minutes(30))),
      );
      const won = answers.filter(({ outcome }) => outcome === 'claimed');
      expect(won).toHaveLength(1);
      expect(won[0]).toMatchObject({ interrupted: { syncId: 's-old' }, connection: { fence: 2 } });
    });

    it('of an expired lease is won by somebody else or by its own run that comes back, never by both', async () => {
      const { repository, firmId, claim } = await setup();
      await repository.claimRun(firmId, runOf('s-1'), NOW);
      const [{ outcome }, isRenewed] = await Promise.all([
        repository.claimRun(firmId, runOf('s-2', { leaseUntil: minutes(50).toISOString() }), minutes(30)),
        repository.renewRun(claim('s-1', 1), { leaseUntil: minutes(60) }),
      ]);
      expect(outcome).toBe(isRenewed ? 'running' : 'claimed');
      expect((await repository.get(firmId))?.run?.syncId).toBe(isRenewed ? 's-1' : 's-2');
    });
  });

  describe('renewing', () => {
    it('moves the lease and changes what is given', async () => {
      const { repository, firmId, claim } = await setup();
      await repository.claimRun(firmId, runOf('s-1'), NOW);
      expect(
        await repository.renewRun(claim('s-1', 1), {
          mode: 'full',
          phase: 'waiting',
          progress: { toWrite: 10, written: 4 },
          leaseUntil: minutes(45),
        }),
      ).toBe(true);
      expect(await repository.renewRun(claim('s-1', 1), { leaseUntil: minutes(46) })).toBe(true);
      expect((await repository.get(firmId))?.run).toEqual(
        runOf('s-1', {
          mode: 'full',
          phase: 'waiting',
          progress: { toWrite: 10, written: 4 },
          leaseUntil: minutes(46).toISOString(),
        }),
      );
    });

    it('is refused to another run, fence or epoch, and to a run that has finished', async () => {
      const { repository, firmId, claim } = await setup();
      const renew = (by: ReturnType<typeof claim>) => repository.renewRun(by, { leaseUntil: minutes(50) });
      await repository.claimRun(firmId, runOf('s-1'), NOW);
      expect(await renew({ ...claim('s-1', 1), firmId: newFirm() })).toBe(false);
      expect(await renew(claim('s-2', 1))).toBe(false);
      expect(await renew(claim('s-1', 0))).toBe(false);
      expect(await renew(claim('s-1', 1, 2))).toBe(false);
      expect(await repository.finishRun(claim('s-1', 1), { status: 'failed', finishedAt: NOW })).toBe(true);
      expect(await renew(claim('s-1', 1))).toBe(false);
    });

    it('is refused once the connection has ended', async () => {
      const { repository, firmId, claim } = await setup();
      await repository.claimRun(firmId, runOf('s-1'), NOW);
      await repository.end(end(firmId));
      expect(await repository.renewRun(claim('s-1', 1), { leaseUntil: minutes(50) })).toBe(false);
      expect(await repository.finishRun(claim('s-1', 1), { status: 'failed', finishedAt: NOW })).toBe(false);
      expect(await repository.get(firmId)).not.toHaveProperty('run');
    });
  });

  describe('ending the connection', () => {
    it('makes the run that goes on the last sync, as what it ended', async () => {
      for (const runEnds of ['failed', 'interrupted'] as const) {
        const { repository, firmId } = await setup();
        await repository.claimRun(firmId, runOf('s-1'), NOW);
        await repository.end({ ...end(firmId), runEnds });
        expect((await repository.get(firmId))?.lastSync).toEqual({
          syncId: 's-1',
          status: runEnds,
          finishedAt: NOW.toISOString(),
        });
      }
    });

    it('leaves the last sync alone when none runs', async () => {
      const { repository, firmId, claim } = await setup();
      await repository.claimRun(firmId, runOf('s-1'), NOW);
      await repository.finishRun(claim('s-1', 1), { status: 'succeeded', finishedAt: NOW });
      await repository.end({ ...end(firmId), runEnds: 'failed' });
      expect((await repository.get(firmId))?.lastSync?.status).toBe('succeeded');
    });
  });

  describe('what a run notes', () => {
    it('of its requests to Xero stays until it ends', async () => {
      const { repository, firmId, claim } = await setup();
      await repository.claimRun(firmId, runOf('s-1'), NOW);
      const quota = { dayRemaining: 4_900, minuteRemaining: 58, at: NOW.toISOString() };
      await repository.renewRun(claim('s-1', 1), { leaseUntil: minutes(30), requests: 3, quota });
      await repository.renewRun(claim('s-1', 1), { leaseUntil: minutes(31), phase: 'running' });
      expect((await repository.get(firmId))?.run).toMatchObject({ requests: 3, quota });
    });
  });

  describe('finishing', () => {
    it('frees the lease, keeps the result, and may be repeated', async () => {
      const { repository, firmId, claim } = await setup();
      await repository.claimRun(firmId, runOf('s-1'), NOW);
      const quota = { dayRemaining: 4_900, minuteRemaining: null, at: NOW.toISOString() };
      const result = { status: 'succeeded', finishedAt: minutes(2), watermark: NOW, fullSyncDays: 2, quota };
      expect(await repository.finishRun(claim('s-1', 1), result)).toBe(true);
      const once = await repository.get(firmId);
      expect(await repository.finishRun(claim('s-1', 1), result)).toBe(true);
      expect(await repository.get(firmId)).toEqual(once);
      expect(once).toMatchObject({
        watermark: NOW.toISOString(),
        fullSyncDays: 2,
        quota,
        lastSync: { syncId: 's-1', status: 'succeeded', finishedAt: minutes(2).toISOString() },
      });
      expect(once).not.toHaveProperty('run');
      expect(once).not.toHaveProperty('nextFullAt');
    });

    it('leaves alone what a failed run does not know', async () => {
      const { repository, firmId, claim } = await setup();
      await repository.claimRun(firmId, runOf('s-1'), NOW);
      await repository.finishRun(claim('s-1', 1), { status: 'succeeded', finishedAt: NOW, watermark: NOW });
      await repository.claimRun(firmId, runOf('s-2'), minutes(3));
      await repository.finishRun(claim('s-2', 2), { status: 'failed', finishedAt: minutes(4) });
      expect(await repository.get(firmId)).toMatchObject({
        watermark: NOW.toISOString(),
        lastSync: { syncId: 's-2', status: 'failed' },
      });
    });

    it('keeps what keeps failing until it is over, also over a reconnect of the same practice', async () => {
      const { repository, firmId, claim } = await setup();
      const trouble = { failures: 3, told: true };
      const end = async (syncId: string, fence: number, changes: { trouble?: typeof trouble | null }) => {
        const { epoch } = (await repository.get(firmId)) ?? {};
        await repository.claimRun(firmId, runOf(syncId), NOW);
        await repository.finishRun(claim(syncId, fence, epoch), {
          status: 'failed',
          finishedAt: NOW,
          ...changes,
        });
        return repository.get(firmId);
      };
      expect(await end('s-1', 1, { trouble })).toMatchObject({ trouble });
      expect(await end('s-2', 2, {})).toMatchObject({ trouble });
      const { practice } = (await repository.get(firmId)) ?? expect.fail('not connected');
      expect(await connected(repository, { firmId, practice })).toMatchObject({ trouble });
      expect(await end('s-3', 3, { trouble: null })).not.toHaveProperty('trouble');
      expect(await end('s-4', 4, { trouble })).toMatchObject({ trouble });
      const other = await connected(repository, { firmId, practiceChanged: true });
      expect(other).not.toHaveProperty('trouble');
    });

    it('is refused when another run has taken over, or has finished since', async () => {
      const { repository, firmId, claim } = await setup();
      const done = { status: 'succeeded', finishedAt: NOW };
      await repository.claimRun(firmId, runOf('s-1'), NOW);
      await repository.claimRun(firmId, runOf('s-2', { leaseUntil: minutes(50).toISOString() }), minutes(21));
      expect(await repository.finishRun(claim('s-1', 1), done)).toBe(false);
      expect(await repository.finishRun(claim('s-2', 2), done)).toBe(true);
      expect(await repository.finishRun(claim('s-1', 1), done)).toBe(false);
      expect((await repository.get(firmId))?.lastSync?.syncId).toBe('s-2');
    });
  });
}
