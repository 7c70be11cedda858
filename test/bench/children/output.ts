import { readFileSync } from 'node:fs';

/** CPU milliseconds of this process, user and system, since `start`. */
export function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The most that was resident, in MB. `maxRSS` would count what the parent held when it made this process. */
export function peakMb(): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line !== null) return Number(line[1]) / 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS / 1024;
}

export function say(result: unknown): void {
  process.stdout.write(JSON.stringify(result));
}
