import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../local/synth.ts';
import {
  always,
  at,
  type Deployed,
  listAt,
  ofType,
  type ProvenRule,
  type Rule,
  textAt,
  withChange,
} from '../infra.ts';

export const FILES: Record<string, string> = {
  SyncFirm: 'sync-firm',
  DispatchDueSyncs: 'dispatch-due-syncs',
};
export const source = (file: string) =>
  readFileSync(join(ROOT, 'state-machines', `${file}.asl.json`), 'utf8');
export const fileOf = ({ logicalId }: Deployed) =>
  Object.entries(FILES).find(([prefix]) => logicalId.startsWith(prefix))?.[1] ?? 'none';

const bound: Rule = (all) =>
  ofType(all, 'StepFunctions::StateMachine').flatMap((machine) => {
    const named = [...source(fileOf(machine)).matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    const given = Object.entries(at(machine.properties, 'DefinitionSubstitutions') ?? {});
    const known = new Set(all.flatMap(({ arn, physicalId }) => [arn, physicalId]));
    return [
      ...named.filter((name) => !given.some(([key]) => key === name)),
      ...given
        .filter(([key, value]) => !named.includes(key) || !known.has(String(value)))
        .map(([key]) => key),
    ].map((name) => `${machine.logicalId}: ${name}`);
  });

const deliveryIsKept: Rule = (all) => {
  const [queue] = ofType(all, 'SQS::Queue');
  const targets = [
    ...ofType(all, 'Scheduler::Schedule').map(({ logicalId, properties }) => ({
      logicalId,
      target: at(properties, 'Target'),
    })),
    ...ofType(all, 'Events::Rule').flatMap(({ logicalId, properties }) =>
      listAt(properties, 'Targets').map((target) => ({ logicalId, target })),
    ),
  ];
  return targets
    .filter(
      ({ target }) =>
        textAt(target, 'DeadLetterConfig.Arn') !== queue?.arn ||
        at(target, 'RetryPolicy.MaximumRetryAttempts') === undefined,
    )
    .map(({ logicalId }) => logicalId);
};

const SCHEDULES: Record<string, string> = {
  BackgroundCleanUpDisconnects: 'rate(15 minutes)',
  BackgroundSendWaitingMail: 'rate(5 minutes)',
  DispatchDueSyncsEveryQuarterHour: 'rate(15 minutes)',
};

const schedules: Rule = (all) => {
  const found = ofType(all, 'Scheduler::Schedule').map(({ logicalId, properties }) => [
    logicalId.replace(/Schedule[0-9A-F]{8}$/, ''),
    textAt(properties, 'ScheduleExpression'),
  ]);
  return Object.entries(SCHEDULES)
    .filter(([name, expression]) => !found.some((each) => each[0] === name && each[1] === expression))
    .map(([name]) => name);
};

const abnormalEnds: Rule = (all) => {
  const machine = ofType(all, 'StepFunctions::StateMachine').find(({ logicalId }) =>
    logicalId.startsWith('SyncFirm'),
  );
  const guard = ofType(all, 'Lambda::Function').find(({ logicalId }) =>
    logicalId.startsWith('SyncFirmExecutionEnded'),
  );
  const [rule] = ofType(all, 'Events::Rule');
  const pattern = {
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: { stateMachineArn: [machine?.physicalId], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
  };
  return [
    ...(JSON.stringify(at(rule?.properties, 'EventPattern')) === JSON.stringify(pattern)
      ? []
      : ['another pattern']),
    ...(textAt(rule?.properties, 'Targets.0.Arn') === guard?.arn ? [] : ['another target']),
  ];
};

export const WORKFLOW_RULES: readonly ProvenRule[] = [
  {
    rule: 'log every step, and no data',
    check: always('StepFunctions::StateMachine', {
      'LoggingConfiguration.Level': 'ALL',
      'LoggingConfiguration.IncludeExecutionData': false,
      'TracingConfiguration.Enabled': true,
      StateMachineType: 'STANDARD',
    }),
    weaken: withChange('StepFunctions::StateMachine', 'LoggingConfiguration.IncludeExecutionData', true),
  },
  {
    rule: 'have every placeholder bound to something that exists',
    check: bound,
    weaken: withChange(
      'StepFunctions::StateMachine',
      'DefinitionSubstitutions.BeginSyncFunctionArn',
      'arn:aws:lambda:x',
      'SyncFirm',
    ),
  },
  {
    rule: 'that cannot be started or told leave the event in the failure queue',
    check: deliveryIsKept,
    weaken: withChange('Scheduler::Schedule', 'Target.DeadLetterConfig', undefined),
  },
  {
    rule: 'run at their times',
    check: schedules,
    weaken: withChange('Scheduler::Schedule', 'ScheduleExpression', 'rate(1 day)'),
  },
  {
    rule: 'that end abnormally are told to the guard',
    check: abnormalEnds,
    weaken: withChange('Events::Rule', 'EventPattern.detail.status', ['FAILED']),
  },
];

export interface Task {
  name: string;
  /** The state as it is written. */
  state: Record<string, unknown>;
}

export function tasksIn(value: unknown): Task[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Record<string, Record<string, unknown>>).flatMap(([name, inner]) =>
    at(inner, 'Type') === 'Task' ? [{ name, state: inner }] : tasksIn(inner),
  );
}

/** Nothing is left to do when the due firms cannot be found: the next execution finds them. */
const MAY_END_THE_EXECUTION = ['Find due firms'];

/** The tasks that lack a time-out, retries or a way to go on. */
export function uncoveredTasks(definition: unknown): string[] {
  return tasksIn(definition).flatMap(({ name, state }) => [
    ...(Number(at(state, 'TimeoutSeconds')) > 0 ? [] : [`${name}: no time-out`]),
    ...(listAt(state, 'Retry').length > 0 ? [] : [`${name}: no retry`]),
    ...(listAt(state, 'Catch').length > 0 || MAY_END_THE_EXECUTION.includes(name)
      ? []
      : [`${name}: nothing catches its failure`]),
  ]);
}
