import { basename, extname } from 'node:path';
import { CATALOGUE } from './catalogue.ts';
import { StackResolver, UnsupportedError } from './resolver.ts';
import type { World } from './resolver.ts';
import { readAssemblyFiles } from './template.ts';

/** One resource of the assembly, all intrinsic functions resolved. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** What Ref answers. */
  readonly physicalId: string;
  readonly name: string;
  readonly arn: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Assembly {
  readonly region: string;
  readonly account: string;
  readonly resources: readonly Resource[];
  /** By stack name, then by output key. */
  readonly outputs: Readonly<Record<string, Record<string, string>>>;
  ofType(type: string): Resource[];
  /** The file or folder of an asset, by its key in the assets' bucket. */
  asset(key: string): string;
}

/** Every reason why an assembly cannot be run, in one message. */
export class AssemblyError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`This app cannot run locally:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'AssemblyError';
  }
}

const DEFAULT_ENVIRONMENT = 'aws://000000000000/ap-southeast-2';

export function readAssembly(folder: string, parameters: Readonly<Record<string, string>>): Assembly {
  const files = readAssemblyFiles(folder);
  const fixed = files.environments.find((environment) => !environment.includes('unknown-'));
  const [account = '', region = ''] = (fixed ?? DEFAULT_ENVIRONMENT).slice('aws://'.length).split('/');
  const world: World = { region, account, importValue: (name) => importValue(stacks, name) };
  const stacks = files.stacks.map(
    ({ name, template }) => new StackResolver(name, template, parameters, world),
  );

  const problems: string[] = [];
  const guard = <T>(where: string, run: () => T): T[] => {
    try {
      return [run()];
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      problems.push(`${where}: ${error.message}`);
      return [];
    }
  };
  problems.push(...checkParameters(stacks, parameters));
  const resources = stacks.flatMap((stack) =>
    Object.keys(stack.template.Resources).flatMap((id) =>
      guard(`${stack.name}/${id}`, () => read(stack, id)).flat(),
    ),
  );
  const outputs = Object.fromEntries(
    stacks.map((stack) => [
      stack.name,
      Object.fromEntries(
        Object.entries(stack.template.Outputs).flatMap(([key, output]) =>
          guard(`${stack.name}, output ${key}`, () => [key, String(stack.resolve(output.Value))]),
        ),
      ) as Record<string, string>,
    ]),
  );
  if (problems.length > 0) throw new AssemblyError(problems);

  return {
    region,
    account,
    resources,
    outputs,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    asset: (key) => {
      const path = files.assets.get(basename(key, extname(key)));
      if (path === undefined) throw new AssemblyError([`the asset ${key} is not part of the assembly`]);
      return path;
    },
  };
}

function read(stack: StackResolver, logicalId: string): Resource[] {
  const resource = stack.template.Resources[logicalId];
  if (resource === undefined) return [];
  const kind = CATALOGUE.get(resource.Type);
  if (kind === undefined) throw new UnsupportedError(`resources of type ${resource.Type} are not supported`);
  if (resource.Condition !== undefined && !stack.condition(resource.Condition)) return [];
  return [
    {
      stack: stack.name,
      logicalId,
      type: resource.Type,
      physicalId: String(stack.ref(logicalId)),
      name: stack.nameOf(logicalId),
      arn: kind.attributes?.Arn === undefined ? undefined : stack.attribute(logicalId, 'Arn'),
      properties: Object.fromEntries(
        Object.entries(resource.Properties)
          .map(([key, value]) => [key, stack.resolve(value)] as const)
          .filter(([, value]) => value !== undefined),
      ),
    },
  ];
}

function importValue(stacks: readonly StackResolver[], name: string): unknown {
  for (const stack of stacks) {
    for (const output of Object.values(stack.template.Outputs)) {
      if (output.Export !== undefined && stack.resolve(output.Export.Name) === name)
        return stack.resolve(output.Value);
    }
  }
  throw new UnsupportedError(`no stack exports ${name}`);
}

function checkParameters(
  stacks: readonly StackResolver[],
  given: Readonly<Record<string, string>>,
): string[] {
  const declared = stacks.flatMap((stack) => Object.entries(stack.template.Parameters));
  const names = new Set(declared.map(([name]) => name));
  return [
    ...declared
      .filter(([name, { Default }]) => Default === undefined && given[name] === undefined)
      .map(([name]) => `the parameter ${name} needs a value`),
    ...Object.keys(given)
      .filter((name) => !names.has(name))
      .map((name) => `there is no parameter ${name}`),
  ];
}
