/** As much of JSON Schema as docs/openapi.json uses; whatever else it came to use fails here instead of passing unread. */
export type Schema = Readonly<Record<string, unknown>>;

const CHECKED = new Set([
  ...[
    'type',
    'const',
    'enum',
    'anyOf',
    'oneOf',
    'properties',
    'required',
    'additionalProperties',
    'propertyNames',
  ],
  ...['items', 'minItems', 'maxItems', 'minLength', 'maxLength', 'pattern', 'minimum', 'maximum'],
]);
/** Say nothing that could be wrong, or are said by `pattern` too. */
const SAID = new Set(['default', 'description', 'format']);
const patterns = new Map<string, RegExp>();

/** Where and why the value is not as the schema says; empty if it is. */
export function problemsOf(schema: Schema, value: unknown, at = ''): string[] {
  const unknown = Object.keys(schema).filter((keyword) => !CHECKED.has(keyword) && !SAID.has(keyword));
  if (unknown.length > 0) throw new Error(`This check does not know ${unknown.join(', ')}`);
  const wrong = (why: string) => [`${at === '' ? '(root)' : at}: ${why}`];
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (choices !== undefined && !choices.some((choice) => problemsOf(choice, value, at).length === 0)) {
    return wrong('fits no choice');
  }
  if ('const' in schema && value !== schema['const']) return wrong('is not the constant');
  if ('enum' in schema && !(schema['enum'] as unknown[]).includes(value)) return wrong('is not in the list');
  const types = [schema['type'] ?? []].flat() as string[];
  if ('type' in schema && !types.some((type) => isA(type, value)))
    return wrong(`is no ${types.join(' or ')}`);
  if (typeof value === 'string') return textProblem(schema, value).flatMap(wrong);
  if (typeof value === 'number') {
    const { minimum = -Infinity, maximum = Infinity } = schema as { minimum?: number; maximum?: number };
    return value < minimum || value > maximum ? wrong('is out of range') : [];
  }
  if (Array.isArray(value)) {
    const { minItems = 0, maxItems = Infinity, items } = schema;
    if (value.length < Number(minItems) || value.length > Number(maxItems))
      return wrong('has another length');
    return items === undefined
      ? []
      : value.flatMap((item, index) => problemsOf(items as Schema, item, `${at}/${String(index)}`));
  }
  return isObject(value) ? objectProblems(schema, value, at, wrong) : [];
}

function objectProblems(
  schema: Schema,
  value: Record<string, unknown>,
  at: string,
  wrong: (why: string) => string[],
): string[] {
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  const more = schema['additionalProperties'];
  const missing = ((schema['required'] ?? []) as string[]).filter((name) => !Object.hasOwn(value, name));
  return [
    ...missing.flatMap((name) => wrong(`lacks ${name}`)),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (own !== undefined) return problemsOf(own, inner, `${at}/${name}`);
      if (more === false) return wrong(`has ${name} too much`);
      return isObject(more) ? problemsOf(more, inner, `${at}/${name}`) : [];
    }),
  ];
}

function textProblem(schema: Schema, text: string): string[] {
  const { minLength = 0, maxLength = Infinity, pattern } = schema as Schema & { pattern?: string };
  if (text.length < Number(minLength) || text.length > Number(maxLength)) return ['has another length'];
  if (pattern === undefined) return [];
  const expression = patterns.get(pattern) ?? new RegExp(pattern, 'u');
  patterns.set(pattern, expression);
  return expression.test(text) ? [] : ['does not match'];
}

function isA(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
