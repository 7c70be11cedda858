import { DEFAULT_SYNC_TIMES } from '#domain/firm/firm.ts';
import { uuidNo } from '../../support/practice/xml.ts';
import type { SeededRandom } from '../../support/proof/seeded-random.ts';

export interface BenchFirm {
  firmId: string;
  timeZone: string;
  syncTimes: string[];
  clients: number;
}

/** Where XPM is sold. In winter all of Australia's east has one time: more than half of all firms are due in one hour. */
const ZONES: readonly [share: number, zone: string][] = [
  [0.4, 'Australia/Sydney'],
  [0.13, 'Australia/Brisbane'],
  [0.05, 'Australia/Perth'],
  [0.04, 'Australia/Adelaide'],
  [0.2, 'Pacific/Auckland'],
  [0.14, 'Europe/London'],
  [0.04, 'Asia/Singapore'],
];
const OTHER_TIMES = [
  ['07:00', '19:00'],
  ['06:00', '12:00'],
  ['05:00', '17:00'],
  ['06:00', '10:00', '14:00', '18:00'],
  ['02:00'],
];
const OTHER_TIMES_SHARE = 0.1;
const SMALLEST = 500;
const LARGEST = 20_000;
const MEDIAN = 1_500;
const SPREAD = 0.75;

export function benchFirms(count: number, random: SeededRandom): BenchFirm[] {
  return Array.from({ length: count }, (_, index) => ({
    firmId: uuidNo('f', index),
    timeZone: zoneOf(random.next()),
    syncTimes: random.chance(OTHER_TIMES_SHARE) ? random.pick(OTHER_TIMES) : DEFAULT_SYNC_TIMES,
    clients: sizeOf(random),
  }));
}

function zoneOf(draw: number): string {
  let left = draw;
  for (const [share, zone] of ZONES) {
    if (left < share) return zone;
    left -= share;
  }
  return 'Australia/Sydney';
}

/** Log-normal: most firms are small, a few are very large. */
function sizeOf(random: SeededRandom): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return Math.round(Math.min(LARGEST, Math.max(SMALLEST, MEDIAN * Math.exp(SPREAD * normal))));
}
