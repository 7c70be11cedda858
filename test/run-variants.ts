import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Lane, type Verdict } from './support/proof/lane.ts';
import { allVariants, R26, type Variant } from './support/proof/variants.ts';

/**
 * `npm run variants`: breaks the product in memory, one line at a time, and expects the named test to turn red by one
 * of its checks (R26). `-- R6` runs those of one promise, `-- quick` those that a unit or contract test catches in a moment:
 * `npm test` runs these.
 */
const FLOOR = Number(R26.floor);
const LANES = 2;
const RESULTS = fileURLToPath(new URL('../test-results/promises', import.meta.url));

/** Variants that show the runner itself: it must not call everything caught. */
const CONTROL = {
  goal: 'R26',
  says: 'a control',
  file: 'functions/domain/sync/removal-guard.ts',
  find: 'const MANY = 20;',
  test: 'test/unit/domain/sync/removal-guard.test.ts',
};
const CONTROLS: [Verdict['outcome'], Variant][] = [
  ['survived', { ...CONTROL, replace: 'const MANY = 4 * 5;' }],
  ['caught', { ...CONTROL, replace: 'const MANY = 21;' }],
  ['stumbled', { ...CONTROL, replace: 'const MANY = ;' }],
  ['stumbled', { ...CONTROL, replace: 'const MANY = nobodyDeclaredThis;' }],
  ['not-there', { ...CONTROL, find: 'const MANY = 19;', replace: '' }],
  ['not-there', { ...CONTROL, find: 'MANY', replace: 'FEW' }],
  ['not-loaded', { ...CONTROL, replace: '', test: 'test/unit/domain/sync/hash.test.ts' }],
];

const only = process.argv[2];
const isQuick = ({ test }: Variant) => !test.startsWith('test/proof/');
const variants = allVariants().filter(
  (variant) => only === undefined || (only === 'quick' ? isQuick(variant) : variant.goal === only),
);
// Neighbours share their test and most of what it loads.
const waiting = [...variants];
const toShow = [...CONTROLS];
const began = performance.now();

let caught = 0;
let controls = 0;
async function work(): Promise<void> {
  const lane = new Lane();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const verdict = await lane.run(next);
    if (verdict.outcome === 'caught') caught += 1;
    console.log(line(next, verdict));
  }
  for (let next = toShow.shift(); next !== undefined; next = toShow.shift()) {
    const [expected, variant] = next;
    const { outcome } = await lane.run(variant);
    if (outcome === expected) controls += 1;
    else console.log(`CONTROL   "${variant.replace}" was ${outcome} instead of ${expected}`);
  }
  await lane.close();
}

function line({ goal, says, file, test }: Variant, verdict: Verdict): string {
  const head = `${goal.padEnd(4)}${says}`;
  switch (verdict.outcome) {
    case 'caught':
      return `caught    ${head}: ${verdict.by}`;
    case 'survived':
      return `SURVIVED  ${head}: ${test} stays green`;
    case 'not-there':
      return `NO TEXT   ${head}: what is to be replaced does not stand in ${file} exactly once`;
    case 'not-loaded':
      return `NO USE    ${head}: ${test} never loads ${file}`;
    case 'stumbled':
      return `STUMBLED  ${head}: ${test} fails, but by no check: ${verdict.over}`;
  }
}

await Promise.all(Array.from({ length: LANES }, work));
const seconds = ((performance.now() - began) / 1000).toFixed(0);
const total = variants.length;
console.log(`R26: ${R26.says}: ${String(caught)} of ${String(total)} caught in ${seconds} s`);
console.log(
  `${String(controls)} of ${String(CONTROLS.length)} controls of the runner came out as they should`,
);
if (only === undefined || only === 'quick') {
  mkdirSync(RESULTS, { recursive: true });
  const result = { ...R26, floor: FLOOR, cases: caught, figures: { variants: total } };
  writeFileSync(`${RESULTS}/R26.json`, JSON.stringify(result));
  if (total < FLOOR) console.log(`These are fewer than the floor of ${String(FLOOR)}.`);
}
const isWhole = controls === CONTROLS.length && total >= (only === undefined || only === 'quick' ? FLOOR : 1);
process.exitCode = caught === total && isWhole ? 0 : 1;
