import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** Of one process and all below it. */
export interface Usage {
  cpuSeconds: number;
  peakMb: number;
}

const TICKS_PER_SECOND = 100;
const EVERY_MS = 50;

/** Watches a process and all its children from `/proc`: their processor time, and the most memory they held at once. */
export class Watch {
  private readonly seen = new Map<number, number>();
  private peakKb = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.look();
    this.timer = setInterval(() => {
      this.look();
    }, EVERY_MS);
  }

  now(): Usage {
    this.look();
    const ticks = [...this.seen.values()].reduce((sum, each) => sum + each, 0);
    return { cpuSeconds: ticks / TICKS_PER_SECOND, peakMb: this.peakKb / 1024 };
  }

  end(): void {
    clearInterval(this.timer);
  }

  /** Own time alone, of each process that was ever seen: a waited-for child's would otherwise count twice. */
  private look(): void {
    let kb = 0;
    for (const pid of treeOf(this.pid)) {
      const stat =
        read(`/proc/${String(pid)}/stat`)
          .split(') ')
          .at(-1)
          ?.split(' ') ?? [];
      if (stat.length > 12) this.seen.set(pid, Number(stat[11]) + Number(stat[12]));
      kb += Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${String(pid)}/status`))?.[1] ?? 0);
    }
    this.peakKb = Math.max(this.peakKb, kb);
  }
}

function treeOf(root: number): number[] {
  const children = childrenByParent();
  const tree: number[] = [];
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    tree.push(pid);
    queue.push(...(children.get(pid) ?? []));
  }
  return tree;
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(read(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
