import { describe, expect, it } from 'vitest';
import { type Deployed, deployed, deployedPortal, type ProvenRule } from '../support/infra.ts';
import { PORTAL_RULES, SERVICE_RULES } from '../support/infra-rules/by-title.ts';
import { FILES, source, tasksIn, uncoveredTasks } from '../support/infra-rules/workflows.ts';
import { promise } from '../support/promise.ts';
import type { Weakness } from '../support/proof/planting.ts';
import { PORTAL_WEAKNESSES, SERVICE_WEAKNESSES } from '../support/proof/weaknesses.ts';

/**
 * test/infra proves that each rule holds and sees one weakness; here the weaknesses of the reference are planted one by
 * one in every place of the deployment where they can be, so that a rule cannot look at the first resource alone.
 * What AWS's own rules find, and which findings are acknowledged why, is in test/infra/synth.test.ts.
 */
const infrastructure = promise('S13', 'no weakness of the infrastructure goes unseen, wherever it is', {
  floor: 900,
});
const RULES_AT_LEAST = 70;

function unseen(all: readonly Deployed[], rules: readonly ProvenRule[], weaknesses: readonly Weakness[]) {
  return weaknesses.flatMap(({ says, plant }) => {
    const places = plant(all);
    if (places.length === 0) return [`${says}: there is no place for it`];
    const missed = places.filter((planted) => !rules.some(({ check }) => check(planted.all).length > 0));
    infrastructure.held(places.length - missed.length);
    return missed.map(({ place }) => `${says}: ${place}`);
  });
}

describe.each([
  ['service', deployed, SERVICE_RULES, SERVICE_WEAKNESSES],
  ['portal', deployedPortal, PORTAL_RULES, PORTAL_WEAKNESSES],
] as const)('The infrastructure of the %s', async (_name, read, ruleSets, weaknessSets) => {
  const all = await read();

  it.each(Object.entries(ruleSets))('%s: all is as the rules demand', (_title, rules) => {
    expect(rules.flatMap(({ check }) => check(all))).toEqual([]);
    infrastructure.held(rules.length);
  });

  it.each(Object.entries(weaknessSets))('%s: every weakness is seen in every place', (title, weaknesses) => {
    expect(unseen(all, ruleSets[title] ?? [], weaknesses)).toEqual([]);
  });
});

describe('The tasks of the workflows', () => {
  it.each(Object.values(FILES))('of %s have a time-out, retries and a way to go on, each of them', (file) => {
    const definition: unknown = JSON.parse(source(file));
    expect(uncoveredTasks(definition)).toEqual([]);
    for (const { name } of tasksIn(definition)) {
      for (const field of ['TimeoutSeconds', 'Retry', 'Catch']) {
        const broken: unknown = JSON.parse(source(file));
        const task = tasksIn(broken).find((each) => each.name === name)?.state ?? {};
        if (task[field] === undefined) continue;
        task[field] = undefined;
        expect(uncoveredTasks(broken), `${name} without ${field}`).toHaveLength(1);
        infrastructure.held();
      }
    }
  });
});

it('The rules of our own are as many as they were', () => {
  const rules = [SERVICE_RULES, PORTAL_RULES].flatMap((sets) => Object.values(sets).flat());
  expect(rules.length).toBeGreaterThanOrEqual(RULES_AT_LEAST);
  infrastructure.figure('rules', rules.length);
});
