import type { Tally } from './tally.ts';

const MINUTE = 60_000;
const STEP_MINUTES = 5;
const WIDTH = 960;
const HEIGHT = 120;
const LEFT = 50;

interface Curve {
  title: string;
  byMinute: ReadonlyMap<number, number>;
  limit?: number;
}

/** The day's two curves, the highest minute of every five, as one SVG. */
export function chartOf(tally: Tally, from: number, hours: number, atWork: number): string {
  const curves: Curve[] = [
    { title: 'Scheduled syncs at work', byMinute: tally.atWorkByMinute, limit: atWork },
    { title: 'Calls at Xero a minute (of 10,000)', byMinute: tally.callsByMinute },
  ];
  const height = curves.length * (HEIGHT + 50);
  const drawn = curves.map((curve, index) => draw(curve, index * (HEIGHT + 50) + 30, from, hours)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH + LEFT + 20)} ${String(height)}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
${drawn}
</svg>
`;
}

function draw({ title, byMinute, limit }: Curve, top: number, from: number, hours: number): string {
  const first = Math.floor(from / MINUTE);
  const steps = (hours * 60) / STEP_MINUTES;
  const values = Array.from({ length: steps }, (_, step) =>
    Math.max(
      ...Array.from(
        { length: STEP_MINUTES },
        (_none, at) => byMinute.get(first + step * STEP_MINUTES + at) ?? 0,
      ),
    ),
  );
  const highest = Math.max(limit ?? 0, ...values, 1);
  const y = (value: number) => (top + HEIGHT - (value / highest) * HEIGHT).toFixed(0);
  const x = (step: number) => (LEFT + (step / steps) * WIDTH).toFixed(0);
  const points = values.map((value, step) => `${x(step)},${y(value)}`).join(' ');
  const marks = Array.from({ length: hours / 3 + 1 }, (_, index) => {
    const time = new Date(from + index * 3 * 3_600_000).toISOString().slice(11, 16);
    return `<text x="${x((index * 180) / STEP_MINUTES)}" y="${String(top + HEIGHT + 15)}" text-anchor="middle">${time}</text>`;
  });
  return [
    `<text x="${String(LEFT)}" y="${String(top - 10)}">${title}</text>`,
    `<text x="${String(LEFT - 6)}" y="${String(top + 10)}" text-anchor="end">${String(highest)}</text>`,
    `<path d="M${String(LEFT)} ${String(top + HEIGHT)}h${String(WIDTH)}" stroke="#888"/>`,
    ...(limit === undefined
      ? []
      : [`<path d="M${String(LEFT)} ${y(limit)}h${String(WIDTH)}" stroke="#c33" stroke-dasharray="4"/>`]),
    `<polyline points="${points}" fill="none" stroke="#1565c0" stroke-width="1.2"/>`,
    ...marks,
  ].join('\n');
}
