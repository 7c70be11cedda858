import { readdirSync, readFileSync } from 'node:fs';
import validate from 'asl-validator';
import type { Flow, Machine, StateOf } from '../../../local/workflows/definition.ts';
import { checkDefinition } from '../../../local/workflows/check.ts';
import { folderOf, ROOT } from './definitions.ts';
import { namesIn, stringsIn } from './expressions.ts';

/** A file of `state-machines/`, read and parsed. */
export interface Workflow {
  name: string;
  text: string;
  machine: Machine;
}

/** What of a workflow breaks the rule, one sentence each. */
export type Rule = (workflow: Workflow) => string[];

/** What Lambda and its callers fail with for a moment, as the States Language names it. */
export const TRANSIENT = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'Runtime.ExitError',
  'States.Timeout',
];
const TRANSIENT_START = ['StepFunctions.AWSStepFunctionsException', 'StepFunctions.SdkClientException'];

/** Where a task's last Catch leads in place of the workflow's failure state, and why. */
export const OTHER_CATCHES: Record<string, { to: string | null; because: string }> = {
  'sync-firm/Send summary': {
    to: 'Summary waits in outbox',
    because: 'the sync is complete, and the outbox sends what this task did not',
  },
  'sync-firm/Fail sync': { to: 'Sync failed', because: 'the end of a failure cannot fail into itself' },
  'dispatch-due-syncs/End interrupted runs': {
    to: 'Find due firms',
    because: 'firms that are due do not wait for it, and the next dispatch looks again',
  },
  'dispatch-due-syncs/Find due firms': {
    to: null,
    because: 'without the due firms nothing can go on; the failed execution raises the alarm',
  },
  'dispatch-due-syncs/Start sync': {
    to: 'Not started',
    because: 'the firm stays due for the next dispatch, and the other firms go on',
  },
};
const FAILURE_STATES: Record<string, string> = { 'sync-firm': 'Fail sync' };

type Task = StateOf<'Task'>;

/** All tasks, those inside Map and Parallel too. */
export function tasksOf(flow: Flow): [string, Task][] {
  return Object.entries(flow.States).flatMap(([name, state]): [string, Task][] => {
    if (state.Type === 'Task') return [[name, state]];
    if (state.Type === 'Map') return tasksOf(state.ItemProcessor);
    return state.Type === 'Parallel' ? state.Branches.flatMap(tasksOf) : [];
  });
}

/** Names of the error classes that a task can throw by name. */
export function knownErrors(): Set<string> {
  const files = readdirSync(`${ROOT}functions`, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^domain\/.*errors\.ts$|^runtime\/.*\.ts$/.test(file),
  );
  const sources = files.map((file) => readFileSync(`${ROOT}functions/${file}`, 'utf8'));
  return new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/^export class (\w+Error)\b/gm)].map(([, name]) => name!),
    ),
  );
}
const AWS_ERROR =
  /^(States\.(ALL|Timeout|TaskFailed|HeartbeatTimeout)|(Lambda|StepFunctions)\.\w+Exception)$/;
const OTHER_AWS_ERRORS = ['Lambda.Unknown', 'Sandbox.Timedout', 'Runtime.ExitError'];

const perTask =
  (check: (task: Task, name: string, workflow: Workflow) => string[]): Rule =>
  (workflow) =>
    tasksOf(workflow.machine).flatMap(([name, task]) =>
      check(task, name, workflow).map((problem) => `${name}: ${problem}`),
    );
const unless = (holds: boolean, problem: string) => (holds ? [] : [problem]);

export const RULES: Record<string, Rule> = {
  'asl-validator accepts it': ({ machine }) => {
    const { isValid, errorsText } = validate(structuredClone(machine)); // it writes into what it reads
    return unless(isValid, isValid ? '' : errorsText());
  },
  'the local run can do all of it': ({ machine }) => checkDefinition(machine),
  'says what it is for': ({ machine }) => unless((machine.Comment ?? '') !== '', 'no Comment'),
  'ends by itself': ({ machine }) => unless(machine.TimeoutSeconds !== undefined, 'no TimeoutSeconds'),
  'a task has a time-out below its machine’s': perTask(({ TimeoutSeconds }, _, { machine }) =>
    unless(
      typeof TimeoutSeconds === 'number' && TimeoutSeconds < (machine.TimeoutSeconds ?? 0),
      `TimeoutSeconds ${String(TimeoutSeconds)}`,
    ),
  ),
  'a task repeats what passes, spread': perTask(({ Retry = [], Resource }) => {
    const wanted = Resource.includes(':states:startExecution') ? TRANSIENT_START : TRANSIENT;
    const repeated = Retry.flatMap(({ ErrorEquals, MaxAttempts = 3 }) =>
      MaxAttempts > 0 ? ErrorEquals : [],
    );
    return [
      ...wanted.filter((name) => !repeated.includes(name)).map((name) => `does not repeat ${name}`),
      ...Retry.filter(({ JitterStrategy }) => JitterStrategy !== 'FULL').map(
        ({ ErrorEquals }) => `no jitter for ${ErrorEquals.join(', ')}`,
      ),
    ];
  }),
  'a task repeats nothing that is final': perTask(({ Retry = [] }) =>
    Retry.flatMap(({ ErrorEquals }) => ErrorEquals)
      .filter((name) => /^States\.(ALL|TaskFailed)$|^ContractError$/.test(name))
      .map((name) => `repeats ${name}`),
  ),
  'a task’s failure leads to the failure state': perTask(({ Catch = [] }, name, workflow) => {
    const exception = OTHER_CATCHES[`${workflow.name}/${name}`];
    const to = exception === undefined ? FAILURE_STATES[workflow.name] : (exception.to ?? undefined);
    const last = Catch.at(-1);
    const caught = last?.ErrorEquals.includes('States.ALL') === true ? last.Next : undefined;
    return unless(caught === to, `everything is caught by ${caught ?? 'nothing'}, not by ${to ?? 'nothing'}`);
  }),
  'errors are named as they are thrown': perTask(({ Retry = [], Catch = [] }) => {
    const known = knownErrors();
    return [...Retry, ...Catch]
      .flatMap(({ ErrorEquals }) => ErrorEquals)
      .filter((name) => !AWS_ERROR.test(name) && !OTHER_AWS_ERRORS.includes(name) && !known.has(name))
      .map((name) => `nothing throws ${name}`);
  }),
  'expressions use known functions and assigned variables': ({ machine }) => {
    const assigned = new Set(assignedNames(machine));
    return namesIn(machine).flatMap(({ name, isKnown, expression }) =>
      unless(isKnown || assigned.has(name), `$${name} in ${expression}`),
    );
  },
  'an expression has one line': ({ machine }) =>
    stringsIn(machine).filter((text) => text.includes('{%') && text.includes('\n')),
  'ARNs and names are bound, not written': ({ machine }) => [
    ...stringsIn(machine).filter((text) => /arn:/.test(text) && !text.startsWith('arn:aws:states:::')),
    ...tasksOf(machine).flatMap(([, { Arguments }]) => {
      const { FunctionName = '', StateMachineArn = '' } = Object(Arguments) as Record<string, unknown>;
      return unless(
        /^\$\{\w+\}$/.test(`${String(FunctionName)}${String(StateMachineArn)}`),
        'a literal name',
      );
    }),
  ],
  'state, folder and placeholder are of one name': ({ name: workflow, text, machine }) => {
    const called = tasksOf(machine).flatMap(([name, { Arguments }]) => {
      const { FunctionName } = Object(Arguments) as { FunctionName?: string };
      const bound = /^\$\{(\w+)FunctionArn\}$/.exec(FunctionName ?? '')?.[1];
      return bound === undefined ? [] : [{ name, folder: folderOf(bound) }];
    });
    const folders = readdirSync(`${ROOT}functions/workflow/${workflow}`).filter(
      (file) => !file.includes('.'),
    );
    return [
      ...called
        .filter(({ name, folder }) => folderOf(name) !== folder)
        .map(({ name, folder }) => `${name} calls ${folder}`),
      ...called.filter(({ folder }) => !folders.includes(folder)).map(({ folder }) => `no folder ${folder}`),
      ...folders
        .filter((folder) => !called.some((call) => call.folder === folder))
        .map((folder) => `${folder} is never called`),
      ...[...text.matchAll(/\$\{[^}]*\}/g)]
        .map(([placeholder]) => placeholder)
        .filter((placeholder) => !/^\$\{\w+(Function|StateMachine)Arn\}$/.test(placeholder)),
    ];
  },
};

function assignedNames(flow: Flow): string[] {
  return Object.values(flow.States).flatMap((state) => {
    const own = 'Assign' in state ? Object.keys(state.Assign ?? {}) : [];
    if (state.Type === 'Map') return [...own, ...assignedNames(state.ItemProcessor)];
    return state.Type === 'Parallel' ? [...own, ...state.Branches.flatMap(assignedNames)] : own;
  });
}
