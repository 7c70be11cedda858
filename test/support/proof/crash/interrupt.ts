import type { RunResult } from '../../../../local/workflows/run.ts';
import type { CrashWorld } from './crash-world.ts';
import type { Point } from './actor.ts';

/** Something that happens in the middle of a sync, at the n-th point of it; undefined: there are not so many. */
export interface Interrupted {
  point: Point;
  result: RunResult;
}

/**
 * Runs a sync and lets `act` begin at its n-th point. `hold`: the sync goes on when the act is done; otherwise both go
 * on side by side.
 */
export async function interrupted(
  world: CrashWorld,
  nth: number,
  sync: () => Promise<RunResult>,
  act: () => Promise<unknown>,
  hold: boolean,
): Promise<Interrupted | undefined> {
  let count = 0;
  let met: Point | undefined;
  let acting: Promise<unknown> | undefined;
  world.workflow.tap = (point) => {
    count += 1;
    if (count !== nth) return undefined;
    met = point;
    acting = act();
    return hold ? acting : undefined;
  };
  const result = await sync();
  world.workflow.tap = undefined;
  await acting;
  return met && { point: met, result };
}
