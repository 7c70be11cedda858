import * as z from 'zod';

const NodeSchema = z.looseObject({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  minLength: z.number().optional(),
  minimum: z.number().optional(),
  format: z.string().optional(),
});

/** Some body that this schema takes, as small as can be; fails for a schema that is beyond it. */
export function sampleBody(schema: z.ZodType): unknown {
  const node = NodeSchema.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const smallest = sampleOf(node);
  const { properties = {}, required = [] } = node;
  const optional = Object.entries(properties).filter(([name]) => !required.includes(name));
  const candidates = [
    smallest,
    ...optional.map(([name, value]) => ({ ...(smallest as object), [name]: sampleOf(value) })),
  ];
  const fitting = candidates.find((candidate) => schema.safeParse(candidate).success);
  if (fitting === undefined) throw new Error(`No sample of ${JSON.stringify(node)} could be made`);
  return fitting;
}

function sampleOf(schema: unknown): unknown {
  const node = NodeSchema.parse(schema);
  if (node.const !== undefined) return node.const;
  if (node.enum !== undefined) return node.enum[0];
  const [first] = node.anyOf ?? node.oneOf ?? [];
  if (first !== undefined) return sampleOf(first);
  switch (node.type) {
    case 'object':
      return Object.fromEntries(
        (node.required ?? []).map((name) => [name, sampleOf(node.properties?.[name] ?? {})]),
      );
    case 'array':
      return [];
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return Math.max(node.minimum ?? 1, 1);
    case 'string':
      return node.format === 'email' ? 'sample@sample.example' : 'Sample'.padEnd(node.minLength ?? 0, 'x');
    default:
      return null;
  }
}
