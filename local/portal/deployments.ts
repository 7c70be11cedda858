import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as z from 'zod';
import type { Assembly, Resource } from '../assembly/assembly.ts';

const TYPE = 'Custom::CDKBucketDeployment';

/** A file of the site by its key in the bucket, e.g. `assets/index.js`. */
export interface SiteFile {
  readonly body: Buffer;
  readonly cacheControl: string | undefined;
}

const DeploymentSchema = z.object({
  SourceObjectKeys: z.array(z.string()),
  /** By source: placeholders in its files and their values. */
  SourceMarkers: z.array(z.record(z.string(), z.string())).default([]),
  SourceMarkersConfig: z.array(z.object({ jsonEscape: z.coerce.boolean().optional() })).default([]),
  DestinationBucketKeyPrefix: z.string().default(''),
  SystemMetadata: z.object({ 'cache-control': z.string().optional() }).default({}),
  Prune: z.literal(false, 'only deployments that prune nothing are supported'),
  Include: z.undefined('filters are not supported').optional(),
  Exclude: z.undefined('filters are not supported').optional(),
});

/**
 * The functions behind CDK's deployments of files to buckets: CloudFormation calls them, nobody else does, and the local
 * run reads the very files that they would copy. They are not run.
 */
export function deployersOf(assembly: Assembly): Set<unknown> {
  return new Set(assembly.ofType(TYPE).map(({ properties }) => properties['ServiceToken']));
}

/** What the app's deployments put into its bucket. */
export function readFiles(assembly: Assembly): Map<string, SiteFile> {
  return new Map(assembly.ofType(TYPE).flatMap((resource) => filesOf(assembly, resource)));
}

function filesOf(assembly: Assembly, { properties }: Resource): [string, SiteFile][] {
  const deployment = DeploymentSchema.parse(properties);
  const prefix = deployment.DestinationBucketKeyPrefix;
  return deployment.SourceObjectKeys.flatMap((source, index) => {
    const folder = assembly.asset(source);
    const markers = Object.entries(deployment.SourceMarkers[index] ?? {});
    const inJson = deployment.SourceMarkersConfig[index]?.jsonEscape === true;
    return walk(folder).map((path): [string, SiteFile] => [
      join(prefix, relative(folder, path)).replaceAll('\\', '/'),
      {
        body: fill(readFileSync(path), markers, inJson),
        cacheControl: deployment.SystemMetadata['cache-control'],
      },
    ]);
  });
}

function fill(body: Buffer, markers: [string, string][], inJson: boolean): Buffer {
  if (markers.length === 0) return body;
  const filled = markers.reduce(
    (text, [marker, value]) =>
      text.replaceAll(marker, () => (inJson ? JSON.stringify(value).slice(1, -1) : value)),
    body.toString('utf8'),
  );
  return Buffer.from(filled);
}

function walk(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => walk(join(path, name)));
}
