import { SeededRandom } from '../../support/proof/seeded-random.ts';
import { benchFirms } from './firms.ts';
import { virtualDay } from './day.ts';
const t0 = process.cpuUsage();
const random = new SeededRandom(1);
const firms = benchFirms(10_000, random);
console.log('mean', firms.reduce((s, f) => s + f.clients, 0) / firms.length);
const day = await virtualDay({
  firms,
  random,
  from: new Date(process.argv[2] ?? '2026-07-01T19:30:00Z'),
  hours: Number(process.argv[3] ?? 3),
  fullShare: Number(process.argv[4] ?? 1 / 14),
  manual: Number(process.argv[5] ?? 100),
});
const t = day.tally;
console.log({
  cpu: process.cpuUsage(t0).user / 1e6,
  overdue: day.overdue,
  most: t.most,
  callsMin: t.mostCallsInAMinute,
  oneFirm: t.mostOfOneFirm,
  p50: t.delay(0.5) / 60000,
  p99: t.delay(0.99) / 60000,
  max: t.delay(1) / 60000,
  n: t.delays.length,
  begins: t.begins,
  ends: t.ends,
  units: t.units,
  disp: t.mostDispatches,
});
