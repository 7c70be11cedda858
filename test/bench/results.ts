import * as z from 'zod';
import { FigureSchema, type Row, RowSchema } from './figure.ts';

const CurveSchema = z.object({
  /** Of the picture, without `.svg`. */
  file: z.string(),
  title: z.string(),
  y: z.string(),
  lines: z.array(
    z.object({
      name: z.string(),
      /** Clients, and what they cost. */
      points: z.array(z.tuple([z.number(), z.number()])).min(2),
    }),
  ),
});
export type Curve = z.infer<typeof CurveSchema>;

/** docs/performance.json: what a full run found. */
export const ResultsSchema = z.object({
  /** The day, and what it ran on; machine-dependent figures mean nothing without it. */
  measured: z.object({ day: z.string(), node: z.string(), cores: z.number(), load: z.number() }),
  figures: z.array(FigureSchema),
  curves: z.array(CurveSchema),
  /** How a row is to be read. */
  notes: z.array(z.object({ row: RowSchema, text: z.string() })),
});
export type Results = z.infer<typeof ResultsSchema>;

/** What one family of rows adds. */
export interface Part {
  figures: Results['figures'];
  curves?: Results['curves'];
  notes?: Results['notes'];
}

export interface Scope {
  full: boolean;
  /** Gone when the run ends. */
  folder: string;
  /** Compiled scripts of test/bench/children, each run in a process of its own. */
  script: (name: string) => string;
}

/** Some families measured anew: their rows, pictures and notes take the place of the old ones. */
export function mergedInto(before: Results, fresh: Results): Results {
  const rows = new Set(fresh.figures.map(({ row }) => row));
  const files = new Set(fresh.curves.map(({ file }) => file));
  const others = <T extends { row: Row }>(entries: readonly T[]) =>
    entries.filter(({ row }) => !rows.has(row));
  return {
    measured: fresh.measured,
    figures: [...others(before.figures), ...fresh.figures],
    curves: [...before.curves.filter(({ file }) => !files.has(file)), ...fresh.curves],
    notes: [...others(before.notes), ...fresh.notes],
  };
}
