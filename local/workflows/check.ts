import type * as z from 'zod';
import { MachineSchema, type Flow, type State } from './definition.ts';
import { expressionsIn, syntaxErrorOf } from './expressions.ts';

const RESOURCES = [
  /^arn:[\w-]+:states:::lambda:invoke$/,
  /^arn:[\w-]+:lambda:[\w-]+:\d+:function:[\w-]+(:[\w$-]+)?$/,
  /^arn:[\w-]+:states:::states:startExecution(\.sync:2)?$/,
];

/** What of a definition the local run cannot do, one sentence each, naming the state; empty when it can do all. */
export function checkDefinition(definition: unknown): string[] {
  const parsed = MachineSchema.safeParse(definition);
  if (!parsed.success) return parsed.error.issues.flatMap((issue) => describe(issue, []));
  return checkFlow(parsed.data, 'the state machine');
}

function describe(issue: z.core.$ZodIssue, parents: PropertyKey[]): string[] {
  const path = [...parents, ...issue.path].map(String);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return issue.errors.flatMap((branch) => branch.flatMap((inner) => describe(inner, path)));
  }
  const name = path[path.lastIndexOf('States') + 1];
  const where = path.includes('States') && name !== undefined ? `state "${name}"` : 'the state machine';
  const field = path.slice(path.lastIndexOf('States') + (path.includes('States') ? 2 : 0)).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${where}: ${field ? `${field}.` : ''}${key} is not supported`);
  }
  return [`${where}: ${field ? `${field}: ` : ''}${issue.message}`];
}

function checkFlow(flow: Flow, owner: string): string[] {
  const targets = [{ from: owner, to: flow.StartAt }];
  const problems: string[] = [];
  for (const [name, state] of Object.entries(flow.States)) {
    const from = `state "${name}"`;
    targets.push(...nextOf(state).map((to) => ({ from, to })));
    problems.push(...checkState(state).map((problem) => `${from}: ${problem}`));
    if (state.Type === 'Map') problems.push(...checkFlow(state.ItemProcessor, from));
    if (state.Type === 'Parallel')
      problems.push(...state.Branches.flatMap((branch) => checkFlow(branch, from)));
  }
  const missing = targets.filter(({ to }) => !Object.hasOwn(flow.States, to));
  return [...problems, ...missing.map(({ from, to }) => `${from}: there is no state "${to}"`)];
}

function nextOf(state: State): string[] {
  const next = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  if ('Catch' in state) next.push(...(state.Catch ?? []).map((catcher) => catcher.Next));
  if (state.Type !== 'Choice') return next;
  return [
    ...state.Choices.map((choice) => choice.Next),
    ...(state.Default === undefined ? [] : [state.Default]),
  ];
}

function checkState(state: State): string[] {
  const own = { ...state, ItemProcessor: null, Branches: null }; // inner states answer for themselves
  const problems = expressionsIn(own).flatMap((expression) => syntaxErrorOf(expression) ?? []);
  if ('End' in state || 'Next' in state || ['Pass', 'Task', 'Wait', 'Map', 'Parallel'].includes(state.Type)) {
    const ends = Number('End' in state) + Number('Next' in state);
    if (ends !== 1) problems.push('needs either Next or End');
  }
  if (state.Type === 'Wait' && (state.Seconds === undefined) === (state.Timestamp === undefined)) {
    problems.push('needs either Seconds or Timestamp');
  }
  if (state.Type === 'Task' && !RESOURCES.some((resource) => resource.test(state.Resource))) {
    problems.push(`the task resource ${state.Resource} is not supported`);
  }
  return problems;
}
