import { join } from 'node:path';
import * as z from 'zod';
import { listFile } from '../data/list-file.ts';
import { count, measured, ratio, type Figure } from '../figure.ts';
import type { Curve, Part, Scope } from '../results.ts';
import { type Child, childResult, interleaved, ratioOf, summary } from '../rounds.ts';

const SyncSchema = z.object({
  cpu: z.number(),
  peakMb: z.number(),
  counts: z.looseObject({ seen: z.number(), unchanged: z.number() }),
});
type Synced = z.infer<typeof SyncSchema>;

const SIZES = [500, 5_000, 20_000];
const LARGEST = 100_000;
const HEAP = ['--max-old-space-size=64'];
const words = (clients: number) => `${clients.toLocaleString('en-US')} clients`;

/** A whole comparison of which nothing changed, from the compressed answer to the end of Find changes. */
export async function computeRows(scope: Scope): Promise<Part> {
  const sizes = scope.full ? [...SIZES, LARGEST] : SIZES;
  const files = new Map<number, string[]>();
  for (const clients of sizes) {
    const args = [await listFile(scope.folder, clients), join(scope.folder, `known-${String(clients)}`)];
    // The first run writes what the others compare with.
    await childResult(SyncSchema, { file: scope.script('sync'), args });
    files.set(clients, args);
  }
  const child = (script: string, clients: number, more: Partial<Child> = {}) => ({
    file: scope.script(script),
    args: files.get(clients) ?? [],
    ...more,
  });
  const sync = (clients: number, more?: Partial<Child>) => async () => {
    const result = await childResult(SyncSchema, child('sync', clients, more));
    if (result.counts.unchanged !== clients) throw new Error(`${words(clients)}: not all are unchanged`);
    return result;
  };
  const naive = (clients: number) => () => childResult(SyncSchema, child('naive-sync', clients));

  const rounds = await interleaved(scope.full ? 5 : 3, {
    '500': sync(500),
    '5000': sync(5_000),
    '20000': sync(20_000),
    naive5000: naive(5_000),
  });
  const large = scope.full ? (await interleaved(3, { large: sync(LARGEST) })).large : [];
  const beside = scope.full
    ? await interleaved(2, { naive: naive(20_000), ours: sync(20_000) })
    : { naive: [], ours: [] };
  const inHeap = await passes(sync(20_000, { nodeFlags: HEAP }));
  const all: [number, Synced[]][] = [
    [500, rounds['500']],
    [5_000, rounds['5000']],
    [20_000, rounds['20000']],
    ...(scope.full ? [[LARGEST, large] satisfies [number, Synced[]]] : []),
  ];
  return {
    figures: [
      ...all.flatMap(([clients, results]) => ofSize(clients, results)),
      ...ratios(rounds, large),
      ...besideNaive(beside),
      count({
        row: 'memory',
        id: 'memory.heap-64',
        what: `${words(20_000)} pass in a heap of 64 MB`,
        value: inHeap ? 1 : 0,
        unit: 'of 1',
        goal: 1,
        direction: 'at least',
      }),
    ],
    curves: curves(all, rounds.naive5000, beside.naive),
  };
}

function ofSize(clients: number, results: readonly Synced[]): Figure[] {
  const isGoal = clients === 20_000;
  return [
    measured({
      row: 'compute',
      id: `compute.${String(clients)}`,
      what: `unchanged comparison of ${words(clients)}`,
      unit: 'clients per CPU second',
      ...(isGoal && { goal: 4_500, direction: 'at least' }),
      ...summary(results.map(({ cpu }) => (clients * 1000) / cpu)),
    }),
    measured({
      row: 'memory',
      id: `memory.${String(clients)}`,
      what: `most resident, ${words(clients)}`,
      unit: 'MB',
      ...(isGoal && { goal: 110 }),
      ...summary(results.map(({ peakMb }) => peakMb)),
    }),
  ];
}

function ratios(
  rounds: Record<'500' | '5000' | '20000' | 'naive5000', Synced[]>,
  large: readonly Synced[],
): Figure[] {
  const cpu = (results: readonly Synced[], clients: number) => results.map((one) => one.cpu / clients);
  const peak = (results: readonly Synced[]) => results.map(({ peakMb }) => peakMb);
  const figures = [
    ratio({
      row: 'compute',
      id: 'compute.linear',
      what: 'cost of a client at 20,000, against 5,000',
      unit: 'x',
      goal: 1.2,
      ...ratioOf(cpu(rounds['20000'], 20_000), cpu(rounds['5000'], 5_000)),
    }),
    ratio({
      row: 'compute',
      id: 'compute.to-naive',
      what: 'against fast-xml-parser whole with stable stringify, 5,000 clients',
      unit: 'x',
      goal: 4,
      direction: 'at least',
      ...ratioOf(cpu(rounds.naive5000, 5_000), cpu(rounds['5000'], 5_000)),
    }),
    measured({
      row: 'memory',
      id: 'memory.naive-5000',
      what: 'most resident the naive way, 5,000 clients',
      unit: 'MB',
      ...summary(peak(rounds.naive5000)),
    }),
    ratio({
      row: 'memory',
      id: 'memory.flat',
      what: 'resident at 20,000, against 500',
      unit: 'x',
      goal: 1.6,
      ...ratioOf(peak(rounds['20000']), peak(rounds['500'])),
    }),
  ];
  if (large.length === 0) return figures;
  const linear = ratio({
    row: 'compute',
    id: 'compute.linear-100000',
    what: 'cost of a client at 100,000, against 20,000',
    unit: 'x',
    goal: 1.2,
    ...ratioOf(cpu(large, LARGEST), cpu(rounds['20000'].slice(0, large.length), 20_000)),
  });
  return [...figures, linear];
}

function besideNaive({ naive, ours }: Record<'naive' | 'ours', Synced[]>): Figure[] {
  if (naive.length === 0) return [];
  const cpu = (results: readonly Synced[]) => results.map((one) => one.cpu);
  const against = ratio({
    row: 'compute',
    id: 'compute.to-naive-20000',
    what: 'against fast-xml-parser whole with stable stringify, 20,000 clients',
    unit: 'x',
    goal: 4,
    direction: 'at least',
    ...ratioOf(cpu(naive), cpu(ours)),
  });
  const memory = measured({
    row: 'memory',
    id: 'memory.naive-20000',
    what: 'most resident the naive way, 20,000 clients',
    unit: 'MB',
    ...summary(naive.map(({ peakMb }) => peakMb)),
  });
  return [against, memory];
}

function curves(
  all: readonly (readonly [number, readonly Synced[]])[],
  naive: readonly Synced[],
  naiveLarge: readonly Synced[],
): Curve[] {
  const line = (of: (one: Synced) => number) =>
    all.map(([clients, results]): [number, number] => [clients, summary(results.map(of)).value]);
  const naiveLine = (of: (one: Synced) => number): [number, number][] => [
    [5_000, summary(naive.map(of)).value],
    [20_000, summary(naiveLarge.map(of)).value],
  ];
  const seconds = ({ cpu }: Synced) => cpu / 1000;
  const memory = ({ peakMb }: Synced) => peakMb;
  const curve = (file: string, title: string, y: string, of: (one: Synced) => number): Curve => ({
    file,
    title,
    y,
    lines: [
      { name: 'this product', points: line(of) },
      ...(naiveLarge.length === 0 ? [] : [{ name: 'the naive way', points: naiveLine(of) }]),
    ],
  });
  return [
    curve('sync-compute', 'CPU of a comparison', 'CPU seconds', seconds),
    curve('sync-memory', 'Memory of a comparison', 'MB resident', memory),
  ];
}

function passes(work: () => Promise<unknown>): Promise<boolean> {
  return work().then(
    () => true,
    () => false,
  );
}
