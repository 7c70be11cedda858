import { type Deployed, ofType } from '../infra.ts';
import { planted, type Planted } from './planting.ts';

/** What a role could be given that no role may have. */
export interface Excess {
  readonly says: string;
  /** The rule of infra-rules/permissions.ts that must see it. */
  readonly seenBy: string;
  readonly actions: readonly string[];
  readonly resources: (all: readonly Deployed[]) => readonly string[];
  /** Roles that have it for a reason. */
  readonly but?: readonly string[];
}

/** Each action on each resource for each role, one by one. */
export function givenTo(all: readonly Deployed[], roles: readonly Deployed[], excess: Excess): Planted[] {
  return roles.flatMap((role) =>
    excess.actions.flatMap((Action) =>
      excess.resources(all).map((Resource) => ({
        place: `${role.logicalId}: ${Action} on ${Resource}`,
        all: [
          ...all,
          planted('IAM::Policy', {
            Roles: [role.name],
            PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource }] },
          }),
        ],
      })),
    ),
  );
}

export const arnsOf =
  (type: string, prefix = '') =>
  (all: readonly Deployed[]): string[] =>
    ofType(all, type)
      .filter(({ logicalId }) => logicalId.startsWith(prefix))
      .map(({ arn, physicalId }) => arn ?? physicalId);
