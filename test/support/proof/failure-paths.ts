import { at, type Deployed, listAt, ofType, textAt, textsAt } from '../infra.ts';

/** A metric of one thing, as `AWS/SQS ApproximateNumberOfMessagesVisible of Failures`. */
type Metric = string;

/** Something that can fail without anybody waiting for its answer, and what counts it when it does. */
export interface Path {
  readonly from: string;
  /** Nobody waits for it: what fails for good must be kept somewhere. */
  readonly asynchronous: boolean;
  readonly metric: Metric | undefined;
}

const metricOf = (namespace: string, name: string, of: string): Metric => `${namespace} ${name} of ${of}`;

const queued = (all: readonly Deployed[], arn: string): Metric | undefined => {
  const queue = ofType(all, 'SQS::Queue').find((each) => each.arn === arn);
  return queue && metricOf('AWS/SQS', 'ApproximateNumberOfMessagesVisible', queue.name);
};

/** Deliveries that AWS makes, invocations that nobody waits for, executions, the API, and what Cognito calls. */
export function pathsOf(all: readonly Deployed[]): Path[] {
  return [
    ...deliveries(all).map(({ from, target }) => ({
      from,
      asynchronous: true,
      metric: queued(all, textAt(target, 'DeadLetterConfig.Arn')),
    })),
    ...invokedByThem(all).map(({ logicalId, properties }) => ({
      from: logicalId,
      asynchronous: true,
      metric: queued(all, textAt(properties, 'DeadLetterConfig.TargetArn')),
    })),
    ...ofType(all, 'StepFunctions::StateMachine').flatMap(({ logicalId, arn, physicalId }) =>
      ['ExecutionsFailed', 'ExecutionsTimedOut'].map((name) => ({
        from: `${logicalId} ${name}`,
        asynchronous: false,
        metric: metricOf('AWS/States', name, arn ?? physicalId),
      })),
    ),
    ...ofType(all, 'ApiGatewayV2::Api').map(({ logicalId, physicalId }) => ({
      from: logicalId,
      asynchronous: false,
      metric: metricOf('AWS/ApiGateway', '5xx', physicalId),
    })),
    ...triggers(all).map(({ logicalId, name }) => ({
      from: logicalId,
      asynchronous: false,
      metric: metricOf('AWS/Lambda', 'Errors', name),
    })),
  ];
}

function deliveries(all: readonly Deployed[]): { from: string; target: unknown }[] {
  return [
    ...ofType(all, 'Scheduler::Schedule').map(({ logicalId, properties }) => ({
      from: logicalId,
      target: at(properties, 'Target'),
    })),
    ...ofType(all, 'Events::Rule').flatMap(({ logicalId, properties }) =>
      listAt(properties, 'Targets').map((target) => ({ from: logicalId, target })),
    ),
  ];
}

function invokedByThem(all: readonly Deployed[]): Deployed[] {
  const targets = deliveries(all).map(({ target }) => textAt(target, 'Arn'));
  return ofType(all, 'Lambda::Function').filter(({ arn }) => targets.includes(arn ?? 'none'));
}

function triggers(all: readonly Deployed[]): Deployed[] {
  const called = JSON.stringify(
    ofType(all, 'Cognito::UserPool').map(({ properties }) => at(properties, 'LambdaConfig')),
  );
  return ofType(all, 'Lambda::Function').filter(({ arn }) => called.includes(`"${arn ?? 'none'}"`));
}

export interface Alarm {
  readonly name: string;
  readonly threshold: number;
  readonly reachesPeople: boolean;
  /** Heading of the runbook. */
  readonly section: string;
  readonly metrics: readonly Metric[];
}

export function alarmsOf(all: readonly Deployed[]): Alarm[] {
  const topics = ofType(all, 'SNS::Topic').map(({ physicalId }) => physicalId);
  return ofType(all, 'CloudWatch::Alarm').map(({ logicalId, properties }) => ({
    name: logicalId,
    threshold: Number(at(properties, 'Threshold')),
    reachesPeople: textsAt(properties, 'AlarmActions').some((action) => topics.includes(action)),
    section: /docs\/runbook\.md#([\w-]+)$/.exec(textAt(properties, 'AlarmDescription'))?.[1] ?? 'none',
    metrics: [
      properties,
      ...listAt(properties, 'Metrics').map((each) => ({
        ...(at(each, 'MetricStat.Metric') as Record<string, unknown> | undefined),
      })),
    ].flatMap((metric) =>
      listAt(metric, 'Dimensions').map((dimension) =>
        metricOf(textAt(metric, 'Namespace'), textAt(metric, 'MetricName'), textAt(dimension, 'Value')),
      ),
    ),
  }));
}

/** Paths of which nobody would hear, and why. One failure is enough where nobody waits for the answer. */
export function unheard(all: readonly Deployed[]): string[] {
  const alarms = alarmsOf(all).filter(({ reachesPeople }) => reachesPeople);
  return pathsOf(all).flatMap(({ from, asynchronous, metric }) => {
    if (metric === undefined) return [`${from}: what fails is kept nowhere`];
    const [alarm] = alarms.filter(({ metrics }) => metrics.includes(metric));
    if (alarm === undefined) return [`${from}: no alarm watches ${metric}`];
    return asynchronous && alarm.threshold > 1 ? [`${from}: ${alarm.name} waits for more`] : [];
  });
}

const PARTS = ['Meaning', 'Impact', 'Look', 'Fix'];
const ENOUGH_CHARACTERS = 40;

/** Sections of a runbook by their heading. */
export function sectionsOf(runbook: string): Map<string, string> {
  return new Map(
    runbook
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.split('\n')[0] ?? '', section]),
  );
}

/** What somebody who is woken would miss. */
export function undocumented(alarms: readonly Alarm[], sections: ReadonlyMap<string, string>): string[] {
  return [
    ...alarms.flatMap(({ name, section }) => {
      const text = sections.get(section);
      if (text === undefined) return [`${name}: no section ${section}`];
      const said = text.split(/^\*\*(\w+)\.\*\* /m);
      return PARTS.filter((part) => {
        const index = said.indexOf(part);
        return index === -1 || (said[index + 1] ?? '').trim().length < ENOUGH_CHARACTERS;
      }).map((part) => `${section}: ${part} is not said`);
    }),
    ...[...sections.keys()]
      .filter((heading) => !alarms.some(({ section }) => section === heading))
      .map((heading) => `${heading}: no alarm`),
  ];
}
