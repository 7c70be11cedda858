import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { contracts } from '../../../functions/api/registry.ts';
import type { Folder } from './api-entries.ts';
import type { Schema } from './json-schema.ts';

const SchemaSchema = z.record(z.string(), z.unknown());
const ContentSchema = z.record(z.string(), z.object({ schema: SchemaSchema }));
const ParameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  schema: SchemaSchema,
});
const OperationSchema = z.object({
  parameters: z.array(ParameterSchema).default([]),
  requestBody: z.object({ required: z.boolean().default(false), content: ContentSchema }).optional(),
  responses: z.record(
    z.string(),
    z.union([z.object({ $ref: z.string() }), z.object({ content: ContentSchema.optional() })]),
  ),
  'x-error-codes': z.array(z.string()),
});
export type Operation = z.infer<typeof OperationSchema>;
export type Parameter = z.infer<typeof ParameterSchema>;

const document = z
  .object({
    paths: z.record(z.string(), z.record(z.string(), OperationSchema)),
    components: z.object({ responses: z.record(z.string(), z.object({ content: ContentSchema })) }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')));

/** What docs/openapi.json says of a route. */
export function publishedOf(folder: Folder): Operation {
  const { path, method } = contracts[folder];
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`${method} ${path} is not published`);
  return operation;
}

/** The schema of an answer of this status and type; a text where there is no body to speak of, undefined if unpublished. */
export function answerSchema(
  folder: Folder,
  status: number,
  mediaType: string,
): Schema | 'no body' | undefined {
  const { responses } = publishedOf(folder);
  const found =
    responses[String(status)] ?? responses[`${String(status)[0] ?? ''}XX`] ?? responses['default'];
  if (found === undefined) return undefined;
  const answer = '$ref' in found ? document.components.responses[found.$ref.split('/').at(-1) ?? ''] : found;
  if (answer?.content === undefined) return 'no body';
  return answer.content[mediaType]?.schema;
}

const codes = new Map<Folder, ReadonlySet<string>>();

/** The codes of the errors that a route can answer. */
export function publishedCodes(folder: Folder): ReadonlySet<string> {
  const known = codes.get(folder) ?? new Set(publishedOf(folder)['x-error-codes']);
  codes.set(folder, known);
  return known;
}
