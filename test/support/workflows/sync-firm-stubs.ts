import type * as z from 'zod';
import { failureOf } from '#domain/sync/failures.ts';
import { NO_COUNTS, type SyncCounts } from '#domain/sync/sync.ts';
import { contract as beginSync } from '../../../functions/workflow/sync-firm/begin-sync/contract.ts';
import { contract as checkConnection } from '../../../functions/workflow/sync-firm/check-connection/contract.ts';
import { contract as completeSync } from '../../../functions/workflow/sync-firm/complete-sync/contract.ts';
import { contract as failSync } from '../../../functions/workflow/sync-firm/fail-sync/contract.ts';
import { contract as findChanges } from '../../../functions/workflow/sync-firm/find-changes/contract.ts';
import { contract as importPage } from '../../../functions/workflow/sync-firm/import-page/contract.ts';
import { contract as sendSummary } from '../../../functions/workflow/sync-firm/send-summary/contract.ts';
import { FIRM_ID } from '../builders.ts';
import { definitionOf } from './definitions.ts';
import { stubbedRun, type Act } from './stubbed-run.ts';
import type { VirtualTime } from './virtual-time.ts';

export const CONTRACTS = {
  'begin-sync': beginSync,
  'find-changes': findChanges,
  'check-connection': checkConnection,
  'import-page': importPage,
  'complete-sync': completeSync,
  'send-summary': sendSummary,
  'fail-sync': failSync,
};
export type TaskName = keyof typeof CONTRACTS;

export const SYNC_ID = '01KJQ3T8V0ABCDEFGHJKMNPQRS';
export const INPUT: z.input<typeof beginSync.input> = {
  firmId: FIRM_ID,
  syncId: SYNC_ID,
  trigger: 'schedule',
  requestedMode: 'auto',
  slot: '2026-03-02T18:00:00.000Z',
};
export const RUN: z.output<typeof beginSync.output> = {
  firmId: FIRM_ID,
  syncId: SYNC_ID,
  epoch: 3,
  fence: 41,
  mode: 'delta',
  modifiedSince: '2026-03-02T05:50:00.000Z',
  startedAt: '2026-03-02T18:00:00.000Z',
};

export function foundOf(pages: number, counts: Partial<SyncCounts> = {}) {
  return {
    counts: { ...NO_COUNTS, seen: 20_000, ...counts },
    pages,
    issueCount: 0,
    missedByDelta: null,
    absenceCounts: true,
    quota: { dayRemaining: 4900, minuteRemaining: 58 },
  };
}
export const found = (pages: number, counts?: Partial<SyncCounts>, requests = 1) => ({
  next: pages > 0 ? 'page' : 'complete',
  found: foundOf(pages, counts),
  requests,
});

/** A sync that finds nothing to do, and tasks that do what they are told. */
const OTHERWISE: Record<TaskName, (input: unknown) => unknown> = {
  'begin-sync': () => RUN,
  'find-changes': (input) => ({ ...found(0), requests: findChanges.input.parse(input).requests + 1 }),
  'check-connection': () => ({ requests: 2 }),
  'import-page': (input) => {
    const { page, pages, written } = importPage.input.parse(input);
    return { next: page + 1 < pages ? 'page' : 'complete', page: page + 1, written: written + 500 };
  },
  'complete-sync': () => ({ status: 'succeeded', mails: 2 }),
  'send-summary': () => ({ sent: 2, waiting: 0 }),
  'fail-sync': (input) => ({ code: failureOf(failSync.input.parse(input).error.Error).code }),
};

export function syncFirm(
  script: Partial<Record<TaskName, Act[]>> = {},
  time?: VirtualTime,
  definition = definitionOf('sync-firm'),
  input = INPUT,
) {
  return stubbedRun({
    definition,
    input,
    contracts: CONTRACTS,
    otherwise: OTHERWISE,
    script,
    ...(time === undefined ? {} : { time }),
  });
}

/** The inputs with which a task was called. */
export function inputsOf(run: Awaited<ReturnType<typeof syncFirm>>, task: TaskName): unknown[] {
  return run.calls.filter((call) => call.task === task).map(({ input }) => input);
}
