import { without } from '../../contract/storage/samples.ts';
import { aClient } from '../builders.ts';
import type { SeededRandom } from './seeded-random.ts';
import { firmNo } from './world.ts';

type Draw = (random: SeededRandom, now: Date) => unknown[];

const FIRMS = [firmNo(1), firmNo(2)];
const SYNCS = ['S1', 'S2', 'S3'];
const IDS = ['a', 'b', 'c', 'd'];
const NAMES = ['Ada', 'ada ', 'Ärohanui', 'Zed', 'Ben & Co'];

const firm = (random: SeededRandom) => random.pick(FIRMS);
const minutes = (from: Date, count: number) => new Date(from.getTime() + count * 60_000);
const claim = (random: SeededRandom) => ({ epoch: random.int(1, 2), fence: random.int(0, 2) });
const runClaim = (random: SeededRandom) => ({
  ...claim(random),
  firmId: firm(random),
  syncId: random.pick(SYNCS),
});

function client(random: SeededRandom) {
  const clientId = random.pick(IDS);
  const contacts = random.chance(0.3) ? [] : [{ contactId: 'c', name: 'Ann', isPrimary: true }];
  const rest = without(aClient(clientId, { name: random.pick(NAMES), contacts }), 'xpmUuid');
  return random.chance(0.7) ? { ...rest, xpmUuid: `xpm-${clientId}` } : rest;
}

/** What the calls of each port are made with: few firms, ids and claims, so that they meet. */
export const CALLS: Record<string, Record<string, Draw>> = {
  connections: {
    connect: (random, now) => [
      {
        firmId: firm(random),
        practice: {
          tenantId: random.pick(['t-1', 't-2']),
          connectionId: 'x',
          name: random.pick([null, 'Kauri']),
        },
        connectedBy: { userId: 'ada', name: 'Ada' },
        connectedAt: now,
        dueAt: minutes(now, random.int(-5, 30)),
        practiceChanged: random.chance(0.5),
      },
    ],
    end: (random, now) => [
      {
        firmId: firm(random),
        epoch: random.int(1, 4),
        state: random.pick(['disconnected', 'broken']),
        disconnect: { cause: 'unexpected', at: now.toISOString() },
        cleanupPending: random.chance(0.5),
        ...(random.chance(0.5) ? { runEnds: 'failed' } : {}),
      },
    ],
    cleanedUp: (random) => [firm(random), random.int(1, 4)],
    pendingCleanups: () => [10],
    claimRun: (random, now) => [
      firm(random),
      {
        syncId: random.pick(SYNCS),
        trigger: 'manual',
        requestedMode: 'auto',
        phase: random.pick(['queued', 'running']),
        startedAt: now.toISOString(),
        leaseUntil: minutes(now, random.int(1, 25)).toISOString(),
        progress: { written: 0 },
      },
      now,
    ],
    renewRun: (random, now) => [
      runClaim(random),
      { leaseUntil: minutes(now, 20), ...(random.chance(0.5) ? { phase: 'waiting', requests: 2 } : {}) },
    ],
    finishRun: (random, now) => [
      runClaim(random),
      {
        status: 'succeeded',
        finishedAt: now,
        ...(random.chance(0.5) ? { watermark: now, fullSyncDays: 2 } : {}),
        ...random.pick([{}, { trouble: null }, { trouble: { failures: 1, told: false } }]),
      },
    ],
    setDueAt: (random, now) => [firm(random), random.int(1, 4), minutes(now, random.int(-5, 30))],
    dueFirms: (_random, now) => [{ until: now, limit: 10 }],
    get: (random) => [firm(random)],
    isHeldByOther: (random, now) => [random.pick(['t-1', 't-2']), firm(random), now],
  },
  clients: {
    putSynced: (random) => {
      const { xpmUuid = 'xpm-new', ...rest } = { ...client(random) } as { xpmUuid?: string };
      return [firm(random), { ...rest, xpmUuid }, 'hash', claim(random), random.pick(['own', 'by-hand'])];
    },
    archiveSynced: (random, now) => [
      ...[firm(random), random.pick(IDS), claim(random), now],
      ...(random.chance(0.5) ? [`xpm-${random.pick(IDS)}`] : []),
    ],
    link: (random) => [firm(random), random.pick(IDS), random.pick(IDS), claim(random)],
    putByHand: (random) => [firm(random), client(random), random.int(0, 2)],
    putDecided: (random) => [firm(random), client(random), 'hash', claim(random)],
    get: (random) => [firm(random), random.pick(IDS)],
    held: (random) => [firm(random), random.pick(IDS)],
    list: (random) => [
      {
        firmId: firm(random),
        status: random.pick(['current', 'archived', 'client', 'prospect']),
        limit: 10,
        ...(random.chance(0.3) ? { search: random.pick(NAMES) } : {}),
      },
    ],
    storedByIds: (random) => [firm(random), IDS],
    countSynced: (random) => [firm(random)],
    named: (random) => [firm(random), random.pick(NAMES)],
    gaps: (random) => [firm(random), 10],
  },
  outbox: {
    put: (random, now) => [
      { ...mailOf(random), to: 'a@example.com', subject: 'Hi', html: '<p>Hi</p>', text: 'Hi' },
      minutes(now, random.int(-5, 5)),
    ],
    claim: (random, now) => [
      ...[mailOf(random).firmId, mailOf(random).mailId, now],
      ...(random.chance(0.5) ? [random.pick(['one', 'two'])] : []),
    ],
    sent: (random, now) => [mailOf(random).firmId, mailOf(random).mailId, now],
    failed: (random, now) => [
      ...[mailOf(random).firmId, mailOf(random).mailId],
      random.pick([{ retryAt: minutes(now, 5) }, { givenUp: true, reason: 'refused' }]),
    ],
    due: (_random, now) => [now, 20],
  },
  tokens: {
    load: (random) => [firm(random)],
    create: (random, now) => [
      firm(random),
      { jwe: 'a.b.c', version: random.int(1, 3), expiresAt: now.toISOString() },
    ],
    lockRefresh: (random, now) => [
      ...[firm(random), random.int(1, 4), random.pick(['one', 'two'])],
      ...[minutes(now, random.int(1, 2)), now],
    ],
    unlock: (random) => [firm(random), random.pick(['one', 'two'])],
    replace: (random, now) => [
      ...[firm(random), random.int(1, 4), random.pick(['one', 'two'])],
      { jwe: 'd.e.f', expiresAt: now.toISOString() },
    ],
    destroy: (random) => [firm(random), random.int(1, 4)],
  },
};

function mailOf(random: SeededRandom) {
  return { firmId: firm(random), mailId: random.pick(['m-1', 'm-2']) };
}
