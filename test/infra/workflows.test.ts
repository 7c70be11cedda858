import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ROOT } from '../../local/synth.ts';
import {
  always,
  at,
  type Deployed,
  deployed,
  listAt,
  ofType,
  proveRules,
  type Rule,
  textAt,
  withChange,
} from '../support/infra.ts';

const FILES: Record<string, string> = { SyncFirm: 'sync-firm', DispatchDueSyncs: 'dispatch-due-syncs' };
const source = (file: string) => readFileSync(join(ROOT, 'state-machines', `${file}.asl.json`), 'utf8');
const fileOf = ({ logicalId }: Deployed) =>
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

proveRules('Workflows', [
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
]);

const TaskSchema = z.object({
  Type: z.literal('Task'),
  Resource: z.string(),
  Arguments: z.object({ FunctionName: z.string().optional() }),
  TimeoutSeconds: z.number(),
  Retry: z.array(z.unknown()).min(1),
  Catch: z.array(z.unknown()).optional(),
});

interface Task extends z.infer<typeof TaskSchema> {
  name: string;
}

function tasksIn(value: unknown): Task[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    at(inner, 'Type') === 'Task' ? [{ name, ...TaskSchema.parse(inner) }] : tasksIn(inner),
  );
}

describe.each(Object.values(FILES))('The tasks of %s', (file) => {
  const tasks = tasksIn(JSON.parse(source(file)));

  it('have a time-out, retries and a way to go on', () => {
    expect(tasks.length).toBeGreaterThan(1);
    // Nothing is left to do when the due firms cannot be found: the next execution finds them.
    const open = tasks.filter(({ Catch }) => Catch === undefined).map(({ name }) => name);
    expect(open).toEqual(file === 'sync-firm' ? [] : ['Find due firms']);
  });

  it('outlast the functions that they call', async () => {
    const all = await deployed();
    const machine = ofType(all, 'StepFunctions::StateMachine').find((each) => fileOf(each) === file);
    const calls = tasks.filter(({ Arguments }) => Arguments.FunctionName !== undefined);
    expect(calls.length).toBeGreaterThan(0);
    for (const { name, Arguments, TimeoutSeconds } of calls) {
      const placeholder = (Arguments.FunctionName ?? '').slice(2, -1);
      const arn = textAt(machine?.properties, `DefinitionSubstitutions.${placeholder}`);
      const fn = ofType(all, 'Lambda::Function').find((each) => each.arn === arn);
      expect(TimeoutSeconds, name).toBeGreaterThan(Number(at(fn?.properties, 'Timeout')));
    }
  });
});
