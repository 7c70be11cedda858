import { describe, expect, it } from 'vitest';
import { at, deployed, ofType, textAt } from '../support/infra.ts';
import { FILES, source, fileOf, tasksIn, uncoveredTasks } from '../support/infra-rules/workflows.ts';

describe.each(Object.values(FILES))('The tasks of %s', (file) => {
  const tasks = tasksIn(JSON.parse(source(file)));

  it('have a time-out, retries and a way to go on', () => {
    expect(tasks.length).toBeGreaterThan(1);
    expect(uncoveredTasks(JSON.parse(source(file)))).toEqual([]);
  });

  it('outlast the functions that they call', async () => {
    const all = await deployed();
    const machine = ofType(all, 'StepFunctions::StateMachine').find((each) => fileOf(each) === file);
    const calls = tasks.filter(({ state }) => at(state, 'Arguments.FunctionName') !== undefined);
    expect(calls.length).toBeGreaterThan(0);
    for (const { name, state } of calls) {
      const placeholder = textAt(state, 'Arguments.FunctionName').slice(2, -1);
      const arn = textAt(machine?.properties, `DefinitionSubstitutions.${placeholder}`);
      const fn = ofType(all, 'Lambda::Function').find((each) => each.arn === arn);
      expect(at(state, 'TimeoutSeconds'), name).toBeGreaterThan(Number(at(fn?.properties, 'Timeout')));
    }
  });
});
