import type { TaskName } from '../workflows/sync-firm-stubs.ts';
import type { SyncWorld } from '../workflows/sync-world.ts';

class KilledError extends Error {
  override name = 'Lambda.Unknown';
}

/**
 * Makes a task's process mortal. What it answers, called from inside a port, ends the process there and then: the code
 * behind that call never goes on, and the workflow learns that the function did not answer.
 */
export function killable(world: SyncWorld, task: TaskName): () => Promise<never> {
  let die: (reason: KilledError) => void = () => undefined;
  const entries = Reflect.get(world, 'entries') as Record<
    TaskName,
    (...input: unknown[]) => Promise<unknown>
  >;
  const entry = entries[task];
  entries[task] = (...input) => {
    const death = new Promise<never>((_resolve, reject) => {
      die = reject;
    });
    return Promise.race([entry(...input), death]);
  };
  return () => {
    die(new KilledError('killed'));
    return new Promise<never>(() => undefined);
  };
}
