import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, type ProcessIdentity, ProcessIdentitySchema, thisProcess } from './process-identity.ts';

export const LOCK_FILE = 'lock';

/** Lets one process at a time use a state folder. The lock of a killed process is taken over. */
export function lockState(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, LOCK_FILE);
  const holder = tryLock(file) ?? undefined;
  if (holder !== undefined) {
    if (isRunning(holder)) {
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
function tryLock(file: string): ProcessIdentity | undefined {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, JSON.stringify(thisProcess()));
    closeSync(handle);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return readHolder(file);
  }
}

function readHolder(file: string): ProcessIdentity {
  try {
    return ProcessIdentitySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { pid: 0 }; // cut off by a kill while it was written
  }
}
