import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../local/synth.ts';
import { type Deployed, deployed, ofType } from '../support/infra.ts';
import { promise } from '../support/promise.ts';
import { alarmsOf, pathsOf, sectionsOf, undocumented, unheard } from '../support/proof/failure-paths.ts';
import { changed, missing, type Weakness } from '../support/proof/planting.ts';

const reachPeople = promise('R20', 'what fails where nobody waits reaches somebody who knows what to do', {
  floor: 70,
});
const all = await deployed();
const sections = sectionsOf(readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8'));
const alarms = alarmsOf(all);
const paths = pathsOf(all);

describe('Paths that can fail', () => {
  it('are kept and watched, each of them', () => {
    expect(unheard(all)).toEqual([]);
    reachPeople.held(paths.length);
  });

  it('are as many as deliveries and functions that nobody waits for, and each has a place for its failures', () => {
    const asynchronous = paths.filter((path) => path.asynchronous);
    const deliveries = ofType(all, 'Scheduler::Schedule').length + ofType(all, 'Events::Rule').length;
    const functions = ofType(all, 'Lambda::Function').filter(
      ({ properties }) => properties['DeadLetterConfig'] !== undefined,
    ).length;
    expect(asynchronous).toHaveLength(deliveries + functions);
    expect(asynchronous.filter(({ metric }) => metric === undefined)).toEqual([]);
    const watched = asynchronous.filter(({ metric }) =>
      alarms.some(({ metrics }) => metrics.includes(metric ?? 'none')),
    );
    expect(watched).toHaveLength(asynchronous.length);
    reachPeople.figure('asynchronous paths', asynchronous.length);
  });

  const nobodyWaits = ({ properties }: Deployed) => properties['DeadLetterConfig'] !== undefined;
  const WEAKNESSES: readonly Weakness[] = [
    changed('a beat that is lost', 'Scheduler::Schedule', 'Target.DeadLetterConfig', undefined),
    changed('an event that is lost', 'Events::Rule', 'Targets.0.DeadLetterConfig', undefined),
    changed('a failure that is lost', 'Lambda::Function', 'DeadLetterConfig', undefined, nobodyWaits),
    changed('a queue elsewhere', 'Lambda::Function', 'DeadLetterConfig.TargetArn', 'arn:x', nobodyWaits),
    missing('an alarm that is not there', 'CloudWatch::Alarm'),
    changed('an alarm that tells nobody', 'CloudWatch::Alarm', 'AlarmActions', []),
    changed('an alarm that tells a stranger', 'CloudWatch::Alarm', 'AlarmActions', ['arn:aws:sns:x']),
    changed('an alarm of another thing', 'CloudWatch::Alarm', 'Namespace', 'AWS/Other', isSimple),
    changed('an alarm of other executions', 'CloudWatch::Alarm', 'Metrics', [], (alarm) => !isSimple(alarm)),
  ];
  // Alarms of other things: how late, how much, how often. Mail that waits is beside the deliveries that failed: its own
  // alarm is the earlier one of two.
  const besideThem = alarms
    .filter(
      ({ name, metrics }) =>
        name.startsWith('MonitoringMailErrors') ||
        !paths.some(({ metric }) => metric !== undefined && metrics.includes(metric)),
    )
    .map(({ name }) => name);
  it.each(WEAKNESSES)('are seen to be unheard: $says', ({ plant }) => {
    const cases = plant(all).filter(({ place }) => !besideThem.includes(place));
    const unseen = cases.filter((planted) => unheard(planted.all).length === 0);
    expect(cases.length).toBeGreaterThan(0);
    expect(unseen.map(({ place }) => place)).toEqual([]);
    reachPeople.held(cases.length);
  });
});

describe('The runbook', () => {
  it('has a section per alarm and an alarm per section, with all that is needed', () => {
    expect(alarms.length).toBeGreaterThanOrEqual(6);
    expect(undocumented(alarms, sections)).toEqual([]);
    reachPeople.held(alarms.length);
  });

  it('is seen to lack each part of each section, and each section', () => {
    for (const [heading, text] of sections) {
      const without = new Map([...sections].filter(([name]) => name !== heading));
      expect(undocumented(alarms, without), heading).not.toEqual([]);
      for (const part of ['Meaning', 'Impact', 'Look', 'Fix']) {
        const cut = new Map(sections).set(heading, text.replace(`**${part}.**`, ''));
        expect(undocumented(alarms, cut), `${heading} ${part}`).toContain(`${heading}: ${part} is not said`);
      }
      reachPeople.held(5);
    }
  });
});

function isSimple({ properties }: Deployed): boolean {
  return properties['Metrics'] === undefined;
}
