import { type Deployed, listAt, ofType, textsAt } from './infra.ts';

export interface Allowed {
  /** The construct that the role belongs to, e.g. `SyncFirmBeginSync`. */
  readonly who: string;
  readonly action: string;
  readonly resource: string;
}

/** Every action that any role has on any resource, one by one. */
export function allowed(all: readonly Deployed[]): Allowed[] {
  const owners = new Map(ofType(all, 'IAM::Role').map((role) => [role.name, ownerOf(role)]));
  return ofType(all, 'IAM::Policy').flatMap((policy) =>
    grantsIn(policy).map(({ role, action, resource }) => ({
      who: owners.get(role) ?? role,
      action,
      resource,
    })),
  );
}

interface Granted {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** Thousands of deployments are judged that differ in one policy. */
const known = new WeakMap<Deployed, readonly Granted[]>();

function grantsIn(policy: Deployed): readonly Granted[] {
  const found = known.get(policy);
  if (found !== undefined) return found;
  const { properties } = policy;
  const grants = textsAt(properties, 'Roles').flatMap((role) =>
    listAt(properties, 'PolicyDocument.Statement').flatMap((statement) =>
      textsAt(statement, 'Action').flatMap((action) =>
        textsAt(statement, 'Resource').map((resource) => ({ role, action, resource })),
      ),
    ),
  );
  known.set(policy, grants);
  return grants;
}

const ownerOf = ({ logicalId }: Deployed) => logicalId.replace(/Role[0-9A-F]{8}$/, '');

export function tableArn(all: readonly Deployed[], prefix: string): string {
  const table = ofType(all, 'DynamoDB::Table').find(({ logicalId }) => logicalId.startsWith(prefix));
  return table?.arn ?? 'none';
}

/** Who has an action on what: `{ 'dynamodb:PutItem': ['A', 'B'] }`. */
export function holders(
  all: readonly Deployed[],
  matches: (resource: string) => boolean,
): Record<string, string[]> {
  const found: Record<string, Set<string>> = {};
  for (const { who, action, resource } of allowed(all)) {
    if (matches(resource)) (found[action] ??= new Set()).add(who);
  }
  return Object.fromEntries(Object.entries(found).map(([action, names]) => [action, [...names].sort()]));
}
