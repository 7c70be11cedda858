import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { METRICS } from '../../../functions/runtime/metrics-contract.ts';
import { ROOT } from '../../../local/synth.ts';
import {
  at,
  type Deployed,
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
    ({ logicalId, properties }) =>
      !textsAt(properties, 'AlarmActions').includes(topic?.physicalId ?? 'none') ||
      at(properties, 'TreatMissingData') !== (heardOf(logicalId) ? 'breaching' : 'notBreaching'),
  );
  return silent.map(({ logicalId }) => logicalId);
};
/** Measured at every look of the dispatch: when nothing is heard, nothing looks. */
const heardOf = (logicalId: string) => logicalId.startsWith('MonitoringSyncsBehind');

const namespaces = (all: readonly Deployed[]) =>
  new Set(
    ofType(all, 'Lambda::Function').map(({ properties }) =>
      textAt(properties, 'Environment.Variables.POWERTOOLS_METRICS_NAMESPACE'),
    ),
  );

/** Name and dimensions of each metric of our own that anything shows or watches. */
function ownMetricsIn(all: readonly Deployed[]): { from: string; name: string; dimensions: string[] }[] {
  const [namespace = ''] = namespaces(all);
  const watched = ofType(all, 'CloudWatch::Alarm').flatMap(({ logicalId, properties }) =>
    [properties, ...listAt(properties, 'Metrics').map((each) => at(each, 'MetricStat.Metric'))]
      .filter((metric) => textAt(metric, 'Namespace') === namespace)
      .map((metric) => ({
        from: logicalId,
        name: textAt(metric, 'MetricName'),
        dimensions: listAt(metric, 'Dimensions').map((dimension) => textAt(dimension, 'Name')),
      })),
  );
  return [...watched, ...shownIn(all, namespace)];
}

const RowsSchema = z.object({
  widgets: z.array(
    z.object({ properties: z.looseObject({ metrics: z.array(z.array(z.unknown())).default([]) }) }),
  ),
});
export const rowsOf = (dashboard: Deployed) =>
  RowsSchema.parse(JSON.parse(textAt(dashboard.properties, 'DashboardBody'))).widgets;

function shownIn(all: readonly Deployed[], namespace: string) {
  return ofType(all, 'CloudWatch::Dashboard').flatMap((dashboard) =>
    rowsOf(dashboard)
      .flatMap(({ properties }) => properties.metrics)
      .flatMap(([first, name, ...rest]) => {
        const search = /SEARCH\('\{"([^"]+)",([^}]*)\} MetricName="(\w+)"/.exec(textAt(first, 'expression'));
        const [from, texts] = [dashboard.logicalId, rest.filter((each) => typeof each === 'string')];
        const names = texts.filter((_text, index) => index % 2 === 0);
        if (first === namespace) return [{ from, name: String(name), dimensions: names }];
        if (search?.[1] !== namespace) return [];
        return [{ from, name: search[3] ?? '', dimensions: (search[2] ?? '').split(',') }];
      }),
  );
}

/** An id among the dimensions would cost 0.30 USD a month for each of its values. */
const knownMetrics: Rule = (all) => {
  const found = ownMetricsIn(all);
  const wrong = found.filter(({ name, dimensions }) => {
    const measure = new Map<string, { by: readonly string[] }>(Object.entries(METRICS)).get(name);
    return (
      JSON.stringify([...dimensions].sort()) !== JSON.stringify(['service', ...(measure?.by ?? ['?'])].sort())
    );
  });
  const unseen = Object.keys(METRICS).filter((name) => !found.some((each) => each.name === name));
  return [
    ...(namespaces(all).size === 1 ? [] : ['the functions do not share one namespace']),
    ...wrong.map(({ from, name, dimensions }) => `${from}: ${name} by ${dimensions.join(', ')}`),
    ...unseen.map((name) => `${name} is measured and looked at by nobody`),
  ];
};

const wholeDashboard: Rule = (all) => {
  const [dashboard, ...others] = ofType(all, 'CloudWatch::Dashboard');
  if (dashboard === undefined || others.length > 0) return ['there is not one dashboard'];
  const titles = rowsOf(dashboard).map(({ properties }) => textAt(properties, 'title'));
  const lacking = ROWS.filter((row) => !titles.some((title) => title.startsWith(row)));
  return [
    ...lacking.map((row) => `nothing shows: ${row}`),
    ...(textAt(dashboard.properties, 'DashboardBody').includes('docs/runbook.md') ? [] : ['no runbook']),
  ];
};
/** A row for each question. */
const ROWS = [
  ...['Syncs ended', 'How late', 'Given up'],
  ...['Requests to Xero', 'Least left', 'Records that could not be read'],
  ...['API: milliseconds', 'API: requests and errors', 'Signing in'],
  ...['Mails sent', 'Mails given up', 'Addresses that bounced'],
  ...['Read units', 'Throttled requests', 'Functions at once'],
  ...['Write units', 'State transitions', 'Clients written'],
];

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

/** Of a table and of each index, reads and writes. */
const tablesAreWatched: Rule = (all) => {
  const watched = ofType(all, 'CloudWatch::Alarm').flatMap(({ properties }) =>
    listAt(properties, 'Metrics')
      .map((each) => at(each, 'MetricStat.Metric'))
      .map((metric) =>
        [
          textAt(metric, 'MetricName'),
          ...listAt(metric, 'Dimensions').map((dimension) => textAt(dimension, 'Value')),
        ]
          .sort()
          .join(' '),
      ),
  );
  return ofType(all, 'DynamoDB::Table')
    .flatMap(({ name, properties }) => [
      [name],
      ...listAt(properties, 'GlobalSecondaryIndexes').map((index) => [name, textAt(index, 'IndexName')]),
    ])
    .flatMap((names) =>
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map((metric) => [metric, ...names].sort().join(' ')),
    )
    .filter((wanted) => !watched.includes(wanted));
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
    rule: 'what is measured has the dimensions of the list and no other, and is looked at',
    check: knownMetrics,
    weaken: withResource('CloudWatch::Alarm', {
      Namespace: 'practice-sync',
      MetricName: 'ClientsWritten',
      Dimensions: [
        { Name: 'service', Value: 'practice-sync' },
        { Name: 'firmId', Value: 'f' },
      ],
    }),
  },
  {
    rule: 'one dashboard has a row for each question, and leads to the runbook',
    check: wholeDashboard,
    weaken: withChange('CloudWatch::Dashboard', 'DashboardBody', '{"widgets":[]}'),
  },
  {
    rule: 'alarms may publish to the topic',
    check: alarmsMayPublish,
    weaken: withChange('SNS::TopicPolicy', 'PolicyDocument.Statement.1.Effect', 'Deny'),
  },
  {
    rule: 'every table has an alarm for what it and its indexes throttle',
    check: tablesAreWatched,
    weaken: withChange('CloudWatch::Alarm', 'Metrics', [], 'MonitoringAuditThrottled'),
  },
  {
    rule: 'every queue of given-up work has an alarm',
    check: queuesAreWatched,
    weaken: withResource('SQS::Queue', {}),
  },
];
