import { type Deployed, ofType } from '../infra.ts';

/** The deployment with one weakness in one place. */
export interface Planted {
  readonly place: string;
  readonly all: readonly Deployed[];
}

export interface Weakness {
  readonly says: string;
  /** Once for every place where it can be. */
  readonly plant: (all: readonly Deployed[]) => Planted[];
}

type Where = (resource: Deployed) => boolean;

/** Another value at `Path.To.Field` (undefined: nothing there), in one resource of the type after the other. */
export function changed(
  says: string,
  type: string,
  path: string,
  value: unknown,
  where: Where = () => true,
): Weakness {
  return {
    says,
    plant: (all) =>
      ofType(all, type)
        .filter(where)
        .map((resource) =>
          swapped(all, resource, { properties: withValue(resource.properties, path, value) }),
        ),
  };
}

/** The same with several values, one after the other. */
export function changedTo(says: string, type: string, path: string, values: readonly unknown[]): Weakness {
  return {
    says,
    plant: (all) => values.flatMap((value) => changed(says, type, path, value).plant(all)),
  };
}

/** What holds data goes with its stack. */
export function deletable(says: string, type: string): Weakness {
  return {
    says,
    plant: (all) => ofType(all, type).map((resource) => swapped(all, resource, { deletionPolicy: 'Delete' })),
  };
}

/** One resource of the type after the other is not there. */
export function missing(says: string, type: string): Weakness {
  return {
    says,
    plant: (all) =>
      ofType(all, type).map(({ logicalId }) => ({
        place: logicalId,
        all: all.filter((each) => each.logicalId !== logicalId),
      })),
  };
}

/** One more resource, made of one of the type after the other. */
export function added(
  says: string,
  type: string,
  from: string,
  properties: (resource: Deployed) => Record<string, unknown>,
): Weakness {
  return {
    says,
    plant: (all) =>
      ofType(all, from).map((resource) => ({
        place: resource.logicalId,
        all: [...all, planted(type, properties(resource))],
      })),
  };
}

export function planted(type: string, properties: Record<string, unknown>): Deployed {
  const names = { logicalId: 'Planted', name: 'planted', arn: undefined, physicalId: 'planted' };
  return { ...names, type: `AWS::${type}`, properties, deletionPolicy: undefined };
}

function swapped(all: readonly Deployed[], resource: Deployed, change: Partial<Deployed>): Planted {
  return {
    place: resource.logicalId,
    all: all.map((each) => (each === resource ? { ...each, ...change } : each)),
  };
}

function withValue(
  properties: Readonly<Record<string, unknown>>,
  path: string,
  value: unknown,
): Record<string, unknown> {
  const copy = structuredClone(properties) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let parent = copy;
  for (const key of keys) parent = (parent[key] ??= {}) as Record<string, unknown>;
  parent[last] = value;
  return copy;
}
