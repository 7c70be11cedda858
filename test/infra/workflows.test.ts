import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { at, deployed, ofType, textAt } from '../support/infra.ts';
import { FILES, source, fileOf } from '../support/infra-rules/workflows.ts';

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
