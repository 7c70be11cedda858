import type * as z from 'zod';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { syncIdOf } from '#domain/ids.ts';
import type { Clock } from '#domain/system.ts';
import type { contract } from './contract.ts';

export interface Deps {
  connections: Pick<ConnectionRepository, 'dueFirms'>;
  clock: Clock;
}

/** As many as one state's payload holds with ease. */
const FIRMS = 250;

export function makeHandler({ connections, clock }: Deps) {
  return async ({ cursor }: z.output<(typeof contract)['input']>) => {
    const page = await connections.dueFirms({
      until: clock.now(),
      limit: FIRMS,
      ...(cursor === null ? {} : { cursor }),
    });
    return {
      due: page.due.map(({ firmId, dueAt }) => ({
        firmId,
        // The same slot makes the same name, so that a second delivery of it starts nothing.
        syncId: syncIdOf(new Date(dueAt), firmId + dueAt),
        trigger: 'schedule' as const,
        requestedMode: 'auto' as const,
        slot: dueAt,
      })),
      cursor: page.cursor ?? null,
    };
  };
}
