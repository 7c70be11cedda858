import * as z from 'zod';
import { FigureSchema } from './figure.ts';

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
  /** A goal, drawn as a dashed line. */
  limit: z.object({ name: z.string(), value: z.number() }).optional(),
});
export type Curve = z.infer<typeof CurveSchema>;

/** docs/performance.json: what a full run found. */
export const ResultsSchema = z.object({
  /** The day, and what it ran on; machine-dependent figures mean nothing without it. */
  measured: z.object({ day: z.string(), node: z.string(), cores: z.number(), load: z.number() }),
  figures: z.array(FigureSchema),
  curves: z.array(CurveSchema),
  /** What could not be measured or does not apply, in words. */
  notes: z.array(z.string()),
});
export type Results = z.infer<typeof ResultsSchema>;

/** What one family of rows adds. */
export interface Part {
  figures: Results['figures'];
  curves?: Results['curves'];
  notes?: string[];
}

export interface Scope {
  full: boolean;
  /** Gone when the run ends. */
  folder: string;
  /** Compiled scripts of test/bench/children, each run in a process of its own. */
  script: (name: string) => string;
}
