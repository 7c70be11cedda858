import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const HolderSchema = z.object({ pid: z.number(), startedAt: z.string().optional() });
type Holder = z.infer<typeof HolderSchema>;

export const LOCK_FILE = 'lock';

/**
 * Lets one process at a time use a state folder. The lock of a killed process is taken over: its pid is gone, or
 * belongs to a process that started at another time (in a container the same small pids come back at each start).
 */
export function lockState(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, LOCK_FILE);
  const holder = tryLock(file) ?? undefined;
  if (holder !== undefined) {
    if (isAlive(holder)) {
      throw new Error(
        `${folder} is in use by another run (process ${String(holder.pid)}). Stop it, or set LOCAL_STATE to another folder.`,
      );
    }
    rmSync(file, { force: true });
    if (tryLock(file) !== undefined) throw new Error(`${folder} was taken by another run in this moment.`);
  }
  return () => rmSync(file, { force: true });
}

/** Undefined when the lock is now ours, otherwise who has it. */
function tryLock(file: string): Holder | undefined {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) }));
    closeSync(handle);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return readHolder(file);
  }
}

function readHolder(file: string): Holder {
  try {
    return HolderSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { pid: 0 }; // cut off by a kill while it was written
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  return startedAt === startOf(pid);
}

/** When a process started, in clock ticks since boot; undefined where the system has no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const status = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19]; // field 22, behind a name that may hold spaces
  } catch {
    return undefined;
  }
}
