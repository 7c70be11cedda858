import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const TemplateSchema = z.object({
  Parameters: z
    .record(z.string(), z.object({ Type: z.string(), Default: z.union([z.string(), z.number()]).optional() }))
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Condition: z.string().optional(),
      Properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
});
export type Template = z.infer<typeof TemplateSchema>;

const ManifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      properties: z
        .object({ templateFile: z.string().optional(), stackName: z.string().optional() })
        .optional(),
    }),
  ),
});
const AssetsSchema = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string().optional() }) })),
});

export interface AssemblyFiles {
  stacks: { name: string; template: Template }[];
  /** From an asset's hash to its file or folder. */
  assets: Map<string, string>;
  /** `aws://account/region` as written by CDK, where the app fixed them. */
  environments: string[];
}

export function readAssemblyFiles(folder: string): AssemblyFiles {
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest)) {
    throw new Error(
      `${folder} holds no synthesized app (manifest.json is missing): run "npm run synth" first.`,
    );
  }
  const files: AssemblyFiles = { stacks: [], assets: new Map(), environments: [] };
  for (const [id, artifact] of Object.entries(ManifestSchema.parse(readJson(manifest)).artifacts)) {
    if (artifact.type === 'cdk:cloud-assembly') {
      throw new Error(`${id} is a nested stage; the local platform runs the stacks of one assembly only.`);
    }
    const templateFile = artifact.properties?.templateFile;
    if (artifact.type !== 'aws:cloudformation:stack' || templateFile === undefined) continue;
    files.stacks.push({
      name: artifact.properties?.stackName ?? id,
      template: TemplateSchema.parse(readJson(join(folder, templateFile))),
    });
    if (artifact.environment !== undefined) files.environments.push(artifact.environment);
    addAssets(folder, join(folder, `${id}.assets.json`), files.assets);
  }
  return files;
}

function addAssets(folder: string, file: string, assets: Map<string, string>): void {
  if (!existsSync(file)) return;
  for (const [hash, { source }] of Object.entries(AssetsSchema.parse(readJson(file)).files)) {
    if (source.path !== undefined) assets.set(hash, join(folder, source.path));
  }
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
}
