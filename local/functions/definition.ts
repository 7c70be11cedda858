import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { Assembly, Resource } from '../assembly/assembly.ts';

export interface FunctionDefinition {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly entry: string;
  readonly exportName: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
}

const PropertiesSchema = z.object({
  Code: z.object({ S3Key: z.string('only code from an asset is supported') }),
  Runtime: z.string().startsWith('nodejs', 'only Node.js runtimes are supported'),
  Handler: z.string().regex(/^[\w./-]+\.\w+$/, 'Handler must be <file>.<export>'),
  MemorySize: z.coerce.number().default(128),
  Timeout: z.coerce.number().default(3),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  Layers: z.undefined('layers are not supported').optional(),
});

export function readFunction(assembly: Assembly, resource: Resource): FunctionDefinition {
  const properties = PropertiesSchema.parse(resource.properties);
  const [, file = '', exportName = ''] = /^(.*)\.(\w+)$/.exec(properties.Handler) ?? [];
  return {
    logicalId: resource.logicalId,
    name: resource.name,
    arn: resource.arn ?? resource.name,
    entry: entryOf(assembly.asset(properties.Code.S3Key), file),
    exportName,
    memoryMb: properties.MemorySize,
    timeoutMs: properties.Timeout * 1000,
    environment: properties.Environment?.Variables ?? {},
  };
}

function entryOf(folder: string, file: string): string {
  const paths = ['mjs', 'js', 'cjs'].map((extension) => join(folder, `${file}.${extension}`));
  const path = paths.find((each) => existsSync(each));
  if (path === undefined) throw new Error(`the bundle has no ${file}.mjs`);
  return pathToFileURL(path).href;
}
