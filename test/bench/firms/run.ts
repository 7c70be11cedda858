import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SeededRandom } from '../../support/proof/seeded-random.ts';
import { chartOf } from './chart.ts';
import { monthlyCost } from './cost.ts';
import { type Day, virtualDay } from './day.ts';
import { benchFirms } from './firms.ts';
import { breachesOf, figuresOf, LIMITS } from './goals.ts';

/** `npm run bench:firms [firms] [seed]`: a virtual day with ten thousand firms; prints its figures, draws its curve. */
const [count = '10000', seed = '1'] = process.argv.slice(2);
const HOURS = 24;
/** Before the first firms of New Zealand's morning are due, in the winter of the south. */
const FROM = new Date('2026-07-01T12:00:00Z');
const MANUAL = 3_000;
const CHART = fileURLToPath(new URL('../../../docs/images/ten-thousand-firms.svg', import.meta.url));

const DAYS = {
  'an ordinary day: one sync of 14 reads the whole list': 1 / 14,
  'a bad day: every sync reads the whole list': 1,
};

const say = (line: string) => process.stdout.write(`${line}\n`);

function report(title: string, day: Day, meanClients: number): void {
  const { tally } = day;
  say(`\n## ${title}\n`);
  say(
    `${String(tally.delays.length)} scheduled syncs and ${String(tally.begins.manual)} manual ones began, ${String(tally.ends.failed)} failed,`,
  );
  say(
    `${String(tally.allWaits)} waits for Xero, at most ${String(tally.most.waiting)} at once; ${String(tally.dispatches)} dispatches, at most ${String(tally.mostDispatches)} at once.\n`,
  );
  say('| figure | found | limit |\n|---|---:|---:|');
  for (const { what, found, limit } of figuresOf(day)) {
    say(
      `| ${what} | ${Number.isInteger(found) ? found.toLocaleString('en') : found.toFixed(1)} | ${limit.toLocaleString('en')} |`,
    );
  }
  say(
    `| minutes from due to begun, half of them, 99 % | ${(tally.delay(0.5) / 60_000).toFixed(1)}, ${(tally.delay(0.99) / 60_000).toFixed(1)} | |`,
  );
  say('\n| US$ a month | |\n|---|---:|');
  for (const [part, dollars] of Object.entries(monthlyCost(tally, meanClients)))
    say(`| ${part} | ${dollars.toFixed(0)} |`);
  for (const breach of breachesOf(day)) say(`MISSED ${breach}`);
  if (breachesOf(day).length > 0) process.exitCode = 1;
}

for (const [index, [title, fullShare]] of Object.entries(DAYS).entries()) {
  const random = new SeededRandom(Number(seed));
  const firms = benchFirms(Number(count), random);
  const meanClients = firms.reduce((sum, { clients }) => sum + clients, 0) / firms.length;
  if (index === 0) say(`${count} firms, ${meanClients.toFixed(0)} clients in the mean, seed ${seed}`);
  const day = await virtualDay({ firms, random, from: FROM, hours: HOURS, fullShare, manual: MANUAL });
  report(title, day, meanClients);
  if (index === 0) writeFileSync(CHART, chartOf(day.tally, FROM.getTime(), HOURS, LIMITS.atWork));
}
