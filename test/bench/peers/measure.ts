import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample, Tool } from './tool.ts';
import type { Xero } from './xero.ts';

export interface Row {
  tool: string;
  samples: (Sample & { requests: number })[];
}

export interface Plan {
  xero: Xero;
  tools: readonly Tool[];
  rounds: number;
  folder: string;
  /** Before each measured sync, e.g. one that is not measured, or a change at Xero. */
  before?: (tool: Tool, storeFile: string, round: number) => Promise<void>;
  environment?: Record<string, string>;
}

/** Each tool once a round, in turns, so that what else the machine does falls on all alike. */
export async function measure({
  xero,
  tools,
  rounds,
  folder,
  before,
  environment = {},
}: Plan): Promise<Row[]> {
  const rows = tools.map(({ name }): Row => ({ tool: name, samples: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, tool] of tools.entries()) {
      const storeFile = join(folder, `${tool.name}.json`);
      if (before === undefined) rmSync(storeFile, { force: true });
      else await before(tool, storeFile, round);
      await xero.takeRequests();
      const sample = await tool.sync({ ...xero.environment, ...environment }, storeFile);
      rows[index]?.samples.push({ ...sample, requests: await xero.takeRequests() });
      process.stderr.write(`${tool.name}, round ${String(round + 1)}: ${JSON.stringify(sample)}\n`);
    }
  }
  return rows;
}

const sorted = (values: number[]) => [...values].sort((a, b) => a - b);
const middle = (values: number[]) => sorted(values)[Math.floor(values.length / 2)] ?? 0;

function spread(values: number[], digits: number): string {
  const all = sorted(values);
  const [low = 0, high = 0] = [all[0], all.at(-1)];
  const text = (value: number) => value.toFixed(digits);
  return all.length < 2 ? text(low) : `${text(middle(all))} (${text(low)} to ${text(high)})`;
}

/** A Markdown table: medians, with the lowest and the highest where there are several. */
export function tableOf(rows: readonly Row[], clients: number): string {
  const head =
    '| | wall s | CPU s | start CPU s | peak MB | clients per CPU s | requests | rows written |\n|---|---|---|---|---|---|---|---|';
  const lines = rows.map(({ tool, samples }) => {
    const of = (pick: (sample: Row['samples'][number]) => number) => samples.map(pick);
    const written = samples.map(({ outcome }) =>
      outcome.ok ? String(outcome.said.written + outcome.said.archived) : `failed: ${outcome.error}`,
    );
    const cells = [
      tool,
      spread(
        of((sample) => sample.wallSeconds),
        1,
      ),
      spread(
        of((sample) => sample.cpuSeconds),
        2,
      ),
      spread(
        of((sample) => sample.startCpuSeconds),
        2,
      ),
      spread(
        of((sample) => sample.peakMb),
        0,
      ),
      samples.every(({ outcome }) => outcome.ok)
        ? (clients / middle(of((sample) => sample.cpuSeconds))).toFixed(0)
        : '–',
      spread(
        of((sample) => sample.requests),
        0,
      ),
      [...new Set(written)].join(', '),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [head, ...lines, ...besides(rows)].join('\n');
}

/** Round by round, since what else the machine does changes more from round to round than within one. */
function besides([first, ...others]: readonly Row[]): string[] {
  const isThrough = ({ samples }: Row) => samples.every(({ outcome }) => outcome.ok);
  if (first === undefined || !isThrough(first)) return [];
  const lines = others.filter(isThrough).map(({ tool, samples }) => {
    const ratios = (pick: (sample: Sample) => number) =>
      samples.flatMap((sample, round) => {
        const own = first.samples[round];
        return own === undefined ? [] : [pick(sample) / pick(own)];
      });
    const cpu = spread(
      ratios(({ cpuSeconds }) => cpuSeconds),
      2,
    );
    const memory = spread(
      ratios(({ peakMb }) => peakMb),
      1,
    );
    return `${tool}, round by round: ${cpu} times the processor time of ${first.tool}, ${memory} times its memory`;
  });
  return lines.length === 0 ? [] : ['', ...lines];
}
