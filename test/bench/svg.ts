import { numberOf } from './figure.ts';
import type { Curve } from './results.ts';

const [WIDTH, HEIGHT] = [640, 360];
const EDGE = { left: 72, right: 150, top: 44, bottom: 48 };
const COLOURS = ['#1f6feb', '#bc4c00', '#1a7f37'];
const STEPS = [1, 2, 2.5, 5, 10];

/** Growth over clients, both axes linear from 0, so that a straight line is a linear cost. */
export function svgOf({ title, y, lines }: Curve): string {
  const all = lines.flatMap(({ points }) => points);
  const right = Math.max(...all.map(([clients]) => clients));
  const steps = axis(Math.max(...all.map(([, value]) => value)));
  const top = steps.at(-1) ?? 1;
  const atX = (clients: number) => EDGE.left + (clients / right) * (WIDTH - EDGE.left - EDGE.right);
  const atY = (value: number) => HEIGHT - EDGE.bottom - (value / top) * (HEIGHT - EDGE.top - EDGE.bottom);
  const end = WIDTH - EDGE.right;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<rect width="100%" height="100%" fill="#ffffff" />`,
    label(EDGE.left, 24, `${title}: ${y} by clients`, 'font-weight="bold" font-size="14"'),
    ...steps.map((step) => line(EDGE.left, atY(step), end, atY(step), '#d8dee4')),
    ...steps.map((step) => label(EDGE.left - 8, atY(step) + 4, numberOf(step), 'text-anchor="end"')),
    ...axis(right).map((step) =>
      step > right ? '' : label(atX(step), HEIGHT - EDGE.bottom + 20, numberOf(step), 'text-anchor="middle"'),
    ),
    ...lines.flatMap(({ name, points }, index) => {
      const colour = COLOURS[index % COLOURS.length] ?? '';
      const places = points.map(([clients, value]) => `${fixed(atX(clients))},${fixed(atY(value))}`);
      const [lastX, lastY] = points.at(-1) ?? [0, 0];
      return [
        `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="2" />`,
        ...points.map(
          ([clients, value]) =>
            `<circle cx="${fixed(atX(clients))}" cy="${fixed(atY(value))}" r="3.5" fill="${colour}" />`,
        ),
        label(atX(lastX) + 10, atY(lastY) + 4, name, `fill="${colour}"`),
      ];
    }),
    '</svg>',
    '',
  ]
    .filter((part, index, parts) => part !== '' || index === parts.length - 1)
    .join('\n');
}

/** Four to seven round steps from 0 to the first above `highest`. */
function axis(highest: number): number[] {
  const power = 10 ** Math.floor(Math.log10(highest / 4));
  const step = power * (STEPS.find((each) => each * power * 5 >= highest) ?? 10);
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(6)),
  );
}

const fixed = (value: number) => value.toFixed(1);

function label(x: number, y: number, text: string, attributes: string): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" ${attributes}>${text}</text>`;
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  return `<line x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}" stroke="${colour}" />`;
}
