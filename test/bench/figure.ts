import * as z from 'zod';

/** The rows of the reference's table of goals (performance.md, section 9), in its order. */
export const ROWS = {
  bundle: 'Bundle sizes',
  init: 'Init CPU',
  'first-call': 'First Xero call',
  parse: 'Parsing',
  malformed: 'Malformed input',
  compute: 'Sync compute',
  memory: 'Memory',
  hash: 'Hashing',
  writes: 'Writes',
  reads: 'Reads',
  transitions: 'Transitions',
  'xero-calls': 'Xero calls',
  'paged-fallback': '20,000 clients, paged fallback',
  egress: 'Egress',
  'all-firms': 'All firms',
  money: 'Money',
  'portal-page': 'Portal page',
  'xero-share': 'Throughput: time inside Xero calls',
} as const;

export const RowSchema = z.enum(Object.keys(ROWS) as [keyof typeof ROWS, ...(keyof typeof ROWS)[]]);
export type Row = z.infer<typeof RowSchema>;

export const FigureSchema = z.object({
  row: RowSchema,
  /** Unique, and the same in every run: committed and fresh figures are compared by it. */
  id: z.string(),
  what: z.string(),
  value: z.number(),
  unit: z.string(),
  goal: z.number().nullable(),
  direction: z.enum(['at most', 'at least']),
  /** Of the rounds, (largest - smallest) / median; 0 of a count. */
  spread: z.number(),
  /** `count`: the same in every run; `ratio`: of two measurements of one run; `measured`: hangs on the machine. */
  kind: z.enum(['count', 'ratio', 'measured']),
  /** The decision that argues why the goal is missed. */
  exception: z.string().optional(),
});
export type Figure = z.infer<typeof FigureSchema>;

type Given = Pick<Figure, 'row' | 'id' | 'what' | 'value' | 'unit'> &
  Partial<Pick<Figure, 'goal' | 'direction'>>;

const NO_GOAL = { goal: null, direction: 'at most' } as const;

export const count = (figure: Given): Figure => ({ ...NO_GOAL, spread: 0, kind: 'count', ...figure });
export const measured = (figure: Given & { spread: number }): Figure => ({
  ...NO_GOAL,
  kind: 'measured',
  ...figure,
});
export const ratio = (figure: Given & { spread: number }): Figure => ({
  ...NO_GOAL,
  kind: 'ratio',
  ...figure,
});

/** A count as a share of another: exact, though not whole. */
export const exact = (value: number): number => Number(value.toPrecision(6));

export type Verdict = 'reached' | 'missed' | 'argued' | 'no goal';

export function verdictOf({ value, goal, direction, exception }: Figure): Verdict {
  if (goal === null) return 'no goal';
  if (direction === 'at most' ? value <= goal : value >= goal) return 'reached';
  return exception === undefined ? 'missed' : 'argued';
}

/** Fresh figures that are not what was committed, beyond the spread that either of them states. */
export function disagreements(committed: readonly Figure[], fresh: readonly Figure[]): string[] {
  const known = new Map(committed.map((figure) => [figure.id, figure]));
  return fresh.flatMap((now) => {
    const before = known.get(now.id);
    if (before === undefined) return [`${now.id}: not committed`];
    const allowed = now.kind === 'count' ? 0 : (before.spread + now.spread) * Math.abs(before.value);
    const away = Math.abs(now.value - before.value);
    return away <= allowed ? [] : [`${now.id}: committed ${show(before)}, now ${show(now)}`];
  });
}

export function show({ value, unit, spread }: Figure): string {
  const about = spread === 0 ? '' : ` ± ${(spread * 50).toFixed(0)} %`;
  return `${numberOf(value)}${unit === '' ? '' : ` ${unit}`}${about}`;
}

export function numberOf(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4;
  return Number(value.toFixed(digits)).toLocaleString('en-US', { maximumFractionDigits: digits });
}
