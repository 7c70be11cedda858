import { importTemplate } from '#domain/client-file/export-clients.ts';
import type { ApiRequest } from './api-world.ts';
import type { Folder } from './api-entries.ts';
import { isObject, problemsOf, type Schema } from './json-schema.ts';
import { type Parameter, publishedOf } from './published-api.ts';
import { between, pick, type Random } from './random.ts';

/** Texts that are something: whatever a schema's pattern asks for must be among them. */
const TEXTS = [
  ...['Kauri', 'Aroha Owner', 'ada@people.example', '123456', '06:00', '18:30', 'Pacific/Auckland', 'client'],
  ...['2026-03-02T18:00:00.000Z', 'system', '+64 21 555', '1 Queen Street\nAuckland', 'Zoë', '李', 'c1'],
];
/** Texts that are trouble. */
export const NASTY = [
  ...[
    '',
    ' ',
    '\0',
    '\u2028',
    '\ud800',
    '🦊',
    '<b>',
    '%',
    '*',
    '\\',
    '"',
    "' OR 1=1 --",
    '${7*7}',
    '{{7*7}}',
    '=1+1',
  ],
  ...[
    '../../etc',
    '__proto__',
    'constructor',
    'null',
    'NaN',
    '-1',
    '1e309',
    '١',
    'İ',
    'a'.repeat(300),
    '\u202eabc',
  ],
];

/** A value that fits the schema, as far as a schema can say that. */
export function fitting(schema: Schema, random: Random, depth = 0): unknown {
  if ('const' in schema) return schema['const'];
  if ('enum' in schema) return pick(random, schema['enum'] as unknown[]);
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
  if (choices !== undefined) return fitting(pick(random, choices), random, depth);
  switch (schema['type']) {
    case 'object':
      return fittingObject(schema, random, depth);
    case 'array': {
      const { minItems = 0, items = {} } = schema as { minItems?: number; items?: Schema };
      return Array.from({ length: Math.max(minItems, between(random, 0, 3)) }, () =>
        fitting(items, random, depth + 1),
      );
    }
    case 'boolean':
      return random() < 0.5;
    case 'integer':
    case 'number':
      return between(
        random,
        Number(schema['minimum'] ?? 0),
        Math.min(Number(schema['maximum'] ?? 100), 1000),
      );
    case 'string':
      return fittingText(schema, random);
    default:
      return null;
  }
}

function fittingObject(schema: Schema, random: Random, depth: number): Record<string, unknown> {
  const required = (schema['required'] ?? []) as string[];
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
  const chosen = properties.filter(([name]) => required.includes(name) || random() < 0.4);
  return Object.fromEntries(chosen.map(([name, inner]) => [name, fitting(inner, random, depth + 1)]));
}

function fittingText(schema: Schema, random: Random): string {
  const texts = random() < 0.7 ? TEXTS : [...TEXTS, ...NASTY];
  const some = pick(random, texts);
  if (problemsOf(schema, some).length === 0) return some;
  const fit = texts.filter((text) => problemsOf(schema, text).length === 0);
  return fit.length > 0 ? pick(random, fit) : 'x'.repeat(Number(schema['minLength'] ?? 1));
}

/** Anything that JSON can hold. */
export function anything(random: Random, depth = 0): unknown {
  const kind = between(random, 0, depth > 2 ? 4 : 6);
  if (kind === 0) return null;
  if (kind === 1) return random() < 0.5;
  if (kind === 2) return pick(random, [0, -1, 1.5, 1e300, -0, 2 ** 53, random()]);
  if (kind < 5) return pick(random, NASTY);
  const inner = Array.from({ length: between(random, 0, 3) }, () => anything(random, depth + 1));
  if (kind === 5) return inner;
  return Object.fromEntries(
    inner.map((value) => [pick(random, [...NASTY, 'name', 'role', 'firmId']), value]),
  );
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
/** Half a surrogate cannot be written into an address. */
const encoded = (text: string) => encodeURIComponent(Buffer.from(text).toString());

/** A request as the published document asks for it, signed in with `token`. */
export function validRequest(
  folder: Folder,
  random: Random,
  { token, ids }: { token: string; ids: Readonly<Record<string, string>> },
): ApiRequest {
  const { parameters, requestBody } = publishedOf(folder);
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query' && random() < 0.4);
  const [mediaType, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const headers = random() < 0.2 ? { accept: pick(random, ['text/csv', '*/*', 'application/json']) } : {};
  const request: ApiRequest = {
    token,
    headers,
    ...(inPath.length === 0 ? {} : { path: pathOf(inPath, random, ids) }),
    query: inQuery.map(({ name, schema }) => `${name}=${encoded(textOf(fitting(schema, random)))}`).join('&'),
  };
  if (mediaType === undefined || content === undefined) return request;
  if (mediaType !== 'application/json') return withFile(request, random);
  const body = fitting(content.schema, random);
  if (random() < 0.9) return { ...request, body };
  const raw = Buffer.from(JSON.stringify(body)).toString('base64');
  return { ...request, raw, isBase64Encoded: true };
}

function pathOf(parameters: Parameter[], random: Random, ids: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    parameters.map(({ name }) => [name, random() < 0.7 ? (ids[name] ?? 'none') : pick(random, NASTY) || '-']),
  );
}

const HEADINGS = (importTemplate().trim().split('\r\n')[0] ?? '').replace(/^\uFEFF/, '').split(',');

function withFile(request: ApiRequest, random: Random): ApiRequest {
  const cell = () => pick(random, [...TEXTS, ...NASTY, '"a,b"', '"']);
  const rows = Array.from({ length: between(random, 0, 5) }, () => HEADINGS.map(cell).join(','));
  const first = random() < 0.8 ? HEADINGS.join(',') : cell();
  return {
    ...request,
    headers: { 'content-type': pick(random, ['text/csv', 'application/octet-stream']) },
    raw: [first, ...rows].join(pick(random, ['\n', '\r\n', '\r'])),
  };
}

const COERCED = new Set(['integer', 'number']);

/** Whether the published document forbids this request; `false` also where it cannot say. */
export function isForbidden(folder: Folder, request: ApiRequest): boolean {
  const { parameters, requestBody } = publishedOf(folder);
  if (folder !== 'receive-xero-callback') {
    if (request.token === undefined || request.token === '') return true;
    const query = new URLSearchParams(request.query ?? '');
    for (const name of new Set(query.keys())) {
      const schema = parameters.find((each) => each.in === 'query' && each.name === name)?.schema;
      const [text = '', ...more] = query.getAll(name);
      if (schema === undefined || more.length > 0) return true;
      const value = COERCED.has(String(schema['type'])) ? Number(text) : text;
      if (problemsOf(schema, value).length > 0) return true;
    }
  }
  const sent = request.raw ?? (request.body === undefined ? '' : JSON.stringify(request.body));
  const text = request.isBase64Encoded === true ? Buffer.from(sent, 'base64').toString() : sent;
  if (requestBody === undefined) return !/^\s*(\{\s*\})?\s*$/.test(text);
  if (text === '') return requestBody.required;
  const [type = ''] = (request.headers?.['content-type'] ?? 'application/json').split(';');
  const content = requestBody.content[type.trim().toLowerCase()];
  if (content === undefined) return true;
  if (type !== 'application/json') return false;
  try {
    return problemsOf(content.schema, JSON.parse(text)).length > 0;
  } catch {
    return true;
  }
}

/** The same request with one thing wrong. */
export function spoiled(request: ApiRequest, random: Random): ApiRequest {
  const { body, token = '', query = '' } = request;
  const kind = between(random, 0, body === undefined ? 6 : 13);
  const extra = pick(random, ['noSuchParameter', 'limit', 'cursor', 'firmId', 'status', 'preview']);
  const also = `${query}${query === '' ? '' : '&'}${extra}=${encoded(pick(random, NASTY))}`;
  if (kind < 3) return { ...request, query: kind === 0 ? also : `${also}&${also}` };
  if (kind === 3) return without(request);
  if (kind === 4)
    return { ...request, headers: { ...request.headers, authorization: `Basic ${token}` }, token: '' };
  if (kind === 5)
    return { ...request, raw: pick(random, ['{', '[1,', '{"a":1,}', '\0', '{} {}', 'null', '7', '[]']) };
  if (kind === 6 || !isObject(body)) return { ...request, body: anything(random) };
  const names = Object.keys(body);
  const name = names.length === 0 ? 'x' : pick(random, names);
  if (kind === 7)
    return { ...request, body: Object.fromEntries(Object.entries(body).filter(([key]) => key !== name)) };
  if (kind === 8)
    return { ...request, body: { ...body, [pick(random, ['firmId', 'role2', ...NASTY])]: anything(random) } };
  if (kind === 9)
    return { ...request, headers: { 'content-type': pick(random, ['text/plain', 'application/xml', '']) } };
  if (kind === 10) return { ...request, body: { ...body, [name]: 'x'.repeat(3000) } };
  if (kind === 11) return { ...request, body: [body] };
  return { ...request, body: { ...body, [name]: anything(random) } };
}

function without(request: ApiRequest): ApiRequest {
  const anonymous = { ...request };
  delete anonymous.token;
  return anonymous;
}
