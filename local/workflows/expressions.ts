import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import { StateError, withinLimit } from './errors.ts';

export interface Bindings {
  states: { input: unknown; context: unknown; result?: unknown; errorOutput?: unknown };
  variables: Record<string, unknown>;
  now: () => number;
  random: () => number;
}

const compiled = new Map<string, jsonata.Expression>();

/** Evaluates every {% expression %} in a template of JSON; an expression that yields nothing is an error, as in AWS. */
export async function evaluate(template: unknown, bindings: Bindings, field: string): Promise<unknown> {
  if (typeof template === 'string') {
    const source = expressionOf(template);
    return source === undefined ? template : evaluateSource(source, bindings, field);
  }
  if (Array.isArray(template)) {
    return Promise.all(
      template.map((value, index) => evaluate(value, bindings, `${field}[${String(index)}]`)),
    );
  }
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(
    async ([key, value]) => [key, await evaluate(value, bindings, `${field}.${key}`)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

export async function assign(template: Record<string, unknown> | undefined, bindings: Bindings) {
  const names = Object.entries(template ?? {});
  const values = names.map(
    async ([name, value]) => [name, await evaluate(value, bindings, `Assign.${name}`)] as const,
  );
  return withinLimit(Object.fromEntries(await Promise.all(values)), 'What Assign stores');
}

export function expressionsIn(template: unknown): string[] {
  if (typeof template === 'string') return [expressionOf(template) ?? []].flat();
  if (typeof template !== 'object' || template === null) return [];
  return Object.values(template).flatMap(expressionsIn);
}

export function syntaxErrorOf(source: string): string | undefined {
  try {
    compile(source);
    return undefined;
  } catch (error) {
    return `the JSONata expression "${source}" is not valid: ${messageOf(error)}`;
  }
}

function expressionOf(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') ? text.slice(2, -2).trim() : undefined;
}

function compile(source: string): jsonata.Expression {
  const known = compiled.get(source);
  if (known) return known;
  const expression = jsonata(source);
  compiled.set(source, expression);
  return expression;
}

async function evaluateSource(source: string, bindings: Bindings, field: string): Promise<unknown> {
  const fail = (reason: string) =>
    new StateError(
      'States.QueryEvaluationError',
      `The JSONata expression '${source}' of the field '${field}' ${reason}`,
    );
  const { states, variables, now, random } = bindings;
  const names = { ...functions(now, random), ...variables, states };
  let value: unknown;
  try {
    value = await compile(source).evaluate(undefined, names);
  } catch (error) {
    throw fail(`threw an error: ${messageOf(error)}`);
  }
  const json = typeof value === 'function' ? undefined : JSON.stringify(value);
  if (json === undefined) throw fail('returned nothing (undefined)');
  return JSON.parse(json) as unknown; // also drops what JSONata hangs on its arrays
}

/** What Step Functions adds to JSONata's own functions, and takes from them. */
function functions(now: () => number, random: () => number) {
  return {
    eval: () => {
      throw new Error('$eval is not available in Step Functions');
    },
    millis: now,
    now: (picture?: string, zone?: string) =>
      jsonata('$fromMillis(time, picture, zone)').evaluate({ time: now(), picture, zone }),
    parse: (text: string): unknown => JSON.parse(text),
    uuid: () => randomUUID(),
    random: (seed?: number) => (seed === undefined ? random() : seeded(seed)),
    hash: (text: string, algorithm: string) =>
      createHash(algorithm.toLowerCase().replace('-', '')).update(text).digest('hex'),
    range: (first: number, last: number, step: number) => {
      const count = Math.floor((last - first) / step) + 1;
      if (!(count <= 1000)) throw new Error('$range gives at most 1000 numbers');
      return Array.from({ length: Math.max(count, 0) }, (_, index) => first + index * step);
    },
    partition: (values: unknown, size: number) => {
      const list = Array.isArray(values) ? values : [values]; // JSONata makes a value of a list of one
      return Array.from({ length: Math.ceil(list.length / size) }, (_, page) =>
        list.slice(page * size, (page + 1) * size),
      );
    },
  };
}

/** The same number for the same seed. */
function seeded(seed: number): number {
  return createHash('sha256').update(String(seed)).digest().readUInt32BE() / 2 ** 32;
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
