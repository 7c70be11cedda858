import type * as z from 'zod';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { syncIdOf } from '#domain/ids.ts';
import { SYNCS_AT_ONCE } from '#domain/sync/run.ts';
import type { Clock } from '#domain/system.ts';
import type { contract } from './contract.ts';

export interface Deps {
  connections: Pick<ConnectionRepository, 'atWork' | 'dueFirms'>;
  clock: Clock;
}

/** Where nothing was looked at yet. */
const START = '';

/** Begin sync moves a firm's due time within seconds; where it could not, for so long, another execution tries. */
const ATTEMPT_MILLISECONDS = 30 * 60_000;

export function makeHandler(
  { connections, clock }: Deps,
  /** Told of every page; how long the firm that waits longest has been due stands on the first alone. */
  onFound: (found: { firms: number; secondsOverdue: number | undefined }) => void = () => undefined,
) {
  return async ({ cursor }: z.output<(typeof contract)['input']>) => {
    const now = clock.now();
    const isFirst = cursor === null || cursor === START;
    const places = SYNCS_AT_ONCE - (await connections.atWork(now, SYNCS_AT_ONCE));
    if (places <= 0) return { due: [], cursor: cursor ?? START };
    const page = await connections.dueFirms({
      until: now,
      limit: places,
      ...(isFirst ? {} : { cursor }),
    });
    const [longest] = page.due;
    const overdue = longest === undefined ? 0 : now.getTime() - Date.parse(longest.dueAt);
    onFound({ firms: page.due.length, secondsOverdue: isFirst ? overdue / 1000 : undefined });
    return {
      due: page.due.map(({ firmId, dueAt }) => ({
        firmId,
        syncId: syncIdOf(new Date(dueAt), firmId + dueAt + attemptAt(dueAt, now)),
        trigger: 'schedule' as const,
        requestedMode: 'auto' as const,
        slot: dueAt,
      })),
      cursor: page.cursor ?? null,
    };
  };
}

/**
 * The same slot makes the same name, so that a second delivery of it starts nothing. An execution that ended before it
 * could move the due time would then block its firm for good, since its name is taken.
 */
function attemptAt(dueAt: string, now: Date): string {
  const attempt = Math.floor((now.getTime() - Date.parse(dueAt)) / ATTEMPT_MILLISECONDS);
  return attempt > 0 ? `#${String(attempt)}` : '';
}
