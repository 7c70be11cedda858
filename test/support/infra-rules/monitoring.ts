import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../local/synth.ts';
import {
  at,
  listAt,
  ofType,
  type ProvenRule,
  type Rule,
  textAt,
  textsAt,
  withChange,
  withResource,
} from '../infra.ts';

const RUNBOOK = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8');
export const sections = RUNBOOK.split(/^## /m).slice(1);
export const headings = sections.map((section) => section.split('\n')[0] ?? '');

const documented: Rule = (all) => {
  const named = ofType(all, 'CloudWatch::Alarm').map(
    ({ logicalId, properties }) =>
      /docs\/runbook\.md#([a-z-]+)$/.exec(textAt(properties, 'AlarmDescription'))?.[1] ?? logicalId,
  );
  return [
    ...named.filter((name) => !headings.includes(name)).map((name) => `${name} has no section`),
    ...headings.filter((name) => !named.includes(name)).map((name) => `${name} has no alarm`),
  ];
};

const reachesPeople: Rule = (all) => {
  const [topic] = ofType(all, 'SNS::Topic');
  const silent = ofType(all, 'CloudWatch::Alarm').filter(
    ({ properties }) =>
      !textsAt(properties, 'AlarmActions').includes(topic?.physicalId ?? 'none') ||
      at(properties, 'TreatMissingData') !== 'notBreaching',
  );
  return silent.map(({ logicalId }) => logicalId);
};

const alarmsMayPublish: Rule = (all) => {
  const statements = ofType(all, 'SNS::TopicPolicy').flatMap(({ properties }) =>
    listAt(properties, 'PolicyDocument.Statement'),
  );
  const allowing = statements.filter(
    (statement) =>
      textAt(statement, 'Effect') === 'Allow' &&
      textAt(statement, 'Principal.Service') === 'cloudwatch.amazonaws.com' &&
      textAt(statement, 'Condition.StringEquals.aws:SourceAccount') !== '',
  );
  return allowing.length === 1 ? [] : ['CloudWatch may not publish'];
};

const queuesAreWatched: Rule = (all) => {
  const watched = ofType(all, 'CloudWatch::Alarm').flatMap(({ properties }) =>
    listAt(properties, 'Dimensions')
      .filter((dimension) => textAt(dimension, 'Name') === 'QueueName')
      .map((dimension) => textAt(dimension, 'Value')),
  );
  return ofType(all, 'SQS::Queue')
    .map(({ name }) => name)
    .filter((name) => !watched.includes(name));
};

export const MONITORING_RULES: readonly ProvenRule[] = [
  {
    rule: 'every alarm has its section in the runbook, and every section its alarm',
    check: documented,
    weaken: withChange('CloudWatch::Alarm', 'AlarmDescription', 'Runbook: docs/runbook.md#nowhere'),
  },
  {
    rule: 'every alarm tells the topic',
    check: reachesPeople,
    weaken: withChange('CloudWatch::Alarm', 'AlarmActions', []),
  },
  {
    rule: 'alarms may publish to the topic',
    check: alarmsMayPublish,
    weaken: withChange('SNS::TopicPolicy', 'PolicyDocument.Statement.1.Effect', 'Deny'),
  },
  {
    rule: 'every queue of given-up work has an alarm',
    check: queuesAreWatched,
    weaken: withResource('SQS::Queue', {}),
  },
];
