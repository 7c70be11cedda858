import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { synthesize } from '../../local/synth.ts';

/** One resource as it would be deployed, its intrinsic functions resolved. */
export interface Deployed {
  readonly logicalId: string;
  readonly type: string;
  readonly name: string;
  readonly arn: string | undefined;
  readonly physicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: string | undefined;
}

/** Says what is wrong, naming the resource; nothing when all is well. */
export type Rule = (all: readonly Deployed[]) => string[];

/** A rule and a weakness that it must notice: without the latter the former might look at nothing. */
export interface ProvenRule {
  readonly rule: string;
  readonly check: Rule;
  readonly weaken: (all: readonly Deployed[]) => Deployed[];
}

export const STACKS = ['Data', 'Service', 'Portal'] as const;
const OF_THE_SERVICE = ['practice-sync-data', 'practice-sync-service'];
const TemplateSchema = z.object({
  Resources: z.record(z.string(), z.object({ DeletionPolicy: z.string().optional() })),
});
const PARAMETERS = { PortalOrigin: '', MailFrom: 'portal@example.com' };

/** What holds data and what works on it, in production, synthesized through bin/app.ts at most once per state of the sources. */
export async function deployed(): Promise<Deployed[]> {
  return resourcesOf((stack) => OF_THE_SERVICE.includes(stack));
}

/** What is in front of it: the files and the edge. */
export async function deployedPortal(): Promise<Deployed[]> {
  return resourcesOf((stack) => stack === 'practice-sync-portal');
}

async function resourcesOf(isWanted: (stack: string) => boolean): Promise<Deployed[]> {
  const folder = await synthesize();
  const raw = Object.assign(
    {},
    ...STACKS.map((stack) => TemplateSchema.parse(readTemplate(folder, stack)).Resources),
  ) as z.infer<typeof TemplateSchema>['Resources'];
  return readAssembly(folder, PARAMETERS)
    .resources.filter(({ stack }) => isWanted(stack))
    .map((resource) => ({ ...resource, deletionPolicy: raw[resource.logicalId]?.DeletionPolicy }));
}

export function readTemplate(folder: string, stack: (typeof STACKS)[number]): unknown {
  return JSON.parse(readFileSync(join(folder, `${stack}.template.json`), 'utf8'));
}

export const ofType = (all: readonly Deployed[], type: string): Deployed[] =>
  all.filter((resource) => resource.type === `AWS::${type}`);

/** What is at `Path.To.0.Field`; undefined where the path ends early. */
export function at(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

export const textAt = (value: unknown, path: string): string => {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
};

export const listAt = (value: unknown, path: string): unknown[] => {
  const found = at(value, path);
  if (found === undefined) return [];
  return Array.isArray(found) ? (found as unknown[]) : [found];
};

export const textsAt = (value: unknown, path: string): string[] => listAt(value, path).map(String);

/** Every resource of the type must have these values; compared as JSON. */
export function always(type: string, expected: Readonly<Record<string, unknown>>): Rule {
  return (all) => {
    const resources = ofType(all, type);
    if (resources.length === 0) return [`there is no ${type}`];
    return resources.flatMap(({ logicalId, properties }) =>
      Object.entries(expected)
        .filter(([path, value]) => JSON.stringify(at(properties, path)) !== JSON.stringify(value))
        .map(([path]) => `${logicalId}: ${path} is ${JSON.stringify(at(properties, path))}`),
    );
  };
}

/** The same resources, with another value in the first of the type whose logical id begins so. */
export function withChange(type: string, path: string, value: unknown, prefix = ''): ProvenRule['weaken'] {
  return (all) => {
    const index = all.findIndex((each) => each.type === `AWS::${type}` && each.logicalId.startsWith(prefix));
    if (index === -1) throw new Error(`There is no ${type} ${prefix}`);
    const copy = [...all];
    copy[index] = structuredClone(all[index]!);
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.length === 0 ? copy[index]?.properties : at(copy[index]?.properties, keys.join('.'));
    if (typeof parent !== 'object' || parent === null) throw new Error(`${type} ${prefix} has no ${path}`);
    (parent as Record<string, unknown>)[last] = value;
    return copy;
  };
}

/** The same resources and one more. */
export function withResource(type: string, properties: Record<string, unknown>): ProvenRule['weaken'] {
  const more = { logicalId: 'Planted', type: `AWS::${type}`, name: 'planted', arn: undefined };
  return (all) => [...all, { ...more, physicalId: 'planted', properties, deletionPolicy: undefined }];
}

/** Two tests per rule: it holds, and it sees its planted weakness. */
export function proveRules(title: string, rules: readonly ProvenRule[], read: typeof deployed): void {
  describe(title, async () => {
    const all = await read();
    describe.each(rules)('$rule', ({ check, weaken }) => {
      it('holds', () => {
        expect(check(all)).toEqual([]);
      });
      it('is seen to be broken', () => {
        expect(check(weaken(all))).not.toEqual([]);
      });
    });
  });
}
