import { describe, expect, it } from 'vitest';
import { MachineSchema, type Machine, type StateOf } from '../../local/workflows/definition.ts';
import { textOf, workflowNames } from '../support/workflows/definitions.ts';
import { knownErrors, OTHER_CATCHES, RULES, tasksOf, type Workflow } from '../support/workflows/rules.ts';

const read = (name: string): Workflow => {
  const text = textOf(name);
  return { name, text, machine: MachineSchema.parse(JSON.parse(text)) };
};
const problemsOf = (rule: string, workflow: Workflow) => RULES[rule]!(workflow);

describe('the files', () => {
  it('are those that are known', () => {
    expect(workflowNames()).toEqual(['dispatch-due-syncs', 'sync-firm']);
    expect(workflowNames().map((name) => tasksOf(read(name).machine).length)).toEqual([3, 7]);
  });

  it.each(workflowNames())('%s says JSONata once, for all states', (name) => {
    expect(textOf(name).match(/"QueryLanguage": "\w+"/g)).toEqual(['"QueryLanguage": "JSONata"']);
  });

  describe.each(workflowNames())('%s', (name) => {
    it.each(Object.keys(RULES))('%s', (rule) => {
      expect(problemsOf(rule, read(name))).toEqual([]);
    });
  });

  it('need every exception that is made for them', () => {
    const tasks = workflowNames().flatMap((name) =>
      tasksOf(read(name).machine).map(([state]) => `${name}/${state}`),
    );
    expect(Object.keys(OTHER_CATCHES).filter((exception) => !tasks.includes(exception))).toEqual([]);
  });
});

/** Each breaks one rule in a copy of sync-firm. */
const PLANTED: Record<string, ((workflow: Workflow, task: StateOf<'Task'>) => unknown)[]> = {
  'asl-validator accepts it': [
    ({ machine }) => (machine.States['Lonely'] = { Type: 'Succeed' }),
    (_, task) => (task.Next = 'Nowhere'),
  ],
  'the local run can do all of it': [
    (_, task) => (task.Resource = 'arn:aws:states:::dynamodb:putItem'),
    (_, task) => (task.Output = '{% 1 + %}'),
  ],
  'says what it is for': [({ machine }) => delete machine.Comment],
  'ends by itself': [({ machine }) => delete machine.TimeoutSeconds],
  'a task has a time-out below its machine’s': [
    (_, task) => delete task.TimeoutSeconds,
    ({ machine }, task) => (task.TimeoutSeconds = machine.TimeoutSeconds!),
  ],
  'a task repeats what passes, spread': [
    (_, task) => delete task.Retry,
    (_, task) => (task.Retry![0]!.MaxAttempts = 0),
    (_, task) => task.Retry![0]!.ErrorEquals.shift(),
    (_, task) => delete task.Retry![0]!.JitterStrategy,
  ],
  'a task repeats nothing that is final': [
    (_, task) => task.Retry!.push({ ErrorEquals: ['States.ALL'] }),
    (_, task) => task.Retry!.push({ ErrorEquals: ['ContractError'] }),
  ],
  'a task’s failure leads to the failure state': [
    (_, task) => delete task.Catch,
    (_, task) => (task.Catch!.at(-1)!.Next = 'Nothing to do'),
    (_, task) => task.Catch!.pop(),
  ],
  'errors are named as they are thrown': [
    (_, task) => task.Catch!.unshift({ ErrorEquals: ['SyncNotDue'], Next: 'Nothing to do' }),
    (_, task) => task.Retry!.push({ ErrorEquals: ['States.Sometimes'] }),
    (_, task) => task.Retry!.push({ ErrorEquals: ['Lambda.Sometimes'] }),
  ],
  'expressions use known functions and assigned variables': [
    (_, task) => (task.Output = '{% $eval("1") %}'),
    (_, task) => (task.Output = { deep: ['{% $states.input.rows[$upper(name) = "A"] %}'] }),
    (_, task) => (task.Output = '{% $runs.syncId %}'),
  ],
  'an expression has one line': [(_, task) => (task.Output = '{% 1 +\n 1 %}')],
  'ARNs and names are bound, not written': [
    (_, task) => (task.Output = { topic: 'arn:aws:sns:us-east-1:1:topic' }),
    (_, task) => (task.Arguments = { FunctionName: 'practice-sync-begin-sync', Payload: {} }),
    (_, task) => delete task.Arguments,
  ],
  'state, folder and placeholder are of one name': [
    (_, task) => (task.Arguments = { FunctionName: '${FindChangesFunctionArn}', Payload: {} }),
    ({ machine }) => {
      machine.States['Begin'] = machine.States['Begin sync']!;
      delete machine.States['Begin sync'];
    },
    (workflow) => (workflow.text += '${TableName}'),
  ],
};

describe('each rule finds what it forbids', () => {
  it('has something planted for every rule', () => {
    expect(Object.keys(PLANTED)).toEqual(Object.keys(RULES));
  });

  const cases = Object.entries(PLANTED).flatMap(([rule, plants]) =>
    plants.map((plant, number) => ({ rule, number: number + 1, plant })),
  );
  it.each(cases)('$rule, $number', ({ rule, plant }) => {
    const workflow = read('sync-firm');
    plant(workflow, beginSync(workflow.machine));
    expect(problemsOf(rule, workflow)).not.toEqual([]);
  });

  it('knows the errors of the domain and of the runtime', () => {
    expect(knownErrors().size).toBeGreaterThan(15);
    expect([...knownErrors()]).toEqual(
      expect.arrayContaining(['LeaseLostError', 'ConnectionBrokenError', 'UnexpectedError']),
    );
  });
});

function beginSync(machine: Machine): StateOf<'Task'> {
  const state = machine.States['Begin sync'];
  if (state?.Type !== 'Task') throw new Error('Begin sync is a task');
  return state;
}
