import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** A pid alone tells little: in a container the same small pids come back at each start. */
export const ProcessIdentitySchema = z.object({ pid: z.number(), startedAt: z.string().optional() });
export type ProcessIdentity = z.infer<typeof ProcessIdentitySchema>;

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, startedAt: startOf(process.pid) };
}

export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
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
