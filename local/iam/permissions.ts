import * as z from 'zod';
import type { Assembly, Resource } from '../assembly/assembly.ts';
import { AwsError } from '../aws/service.ts';

/** An action and the one thing that it is done to. */
export interface Need {
  readonly action: string;
  readonly resource: string;
}

const TextsSchema = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
/** Anything else in a statement (a condition, NotAction) is refused: it would be passed over in silence. */
const StatementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: TextsSchema,
  Resource: TextsSchema,
});
type Statement = z.infer<typeof StatementSchema>;
const PolicySchema = z.object({
  Roles: z.array(z.string()).default([]),
  PolicyDocument: z.object({ Statement: z.array(StatementSchema) }),
});
const FunctionSchema = z.object({ Role: z.string() });

/** What the template's policies allow: a missing grant fails here as it would on AWS. */
export class Permissions {
  private readonly statements = new Map<string, Statement[]>();
  private readonly roles: ReadonlyMap<string, string>;
  /** By role: `<action> <resource>` of everything that was asked for and allowed. */
  readonly used = new Map<string, Set<string>>();

  constructor(private readonly assembly: Assembly) {
    for (const { properties } of assembly.ofType('AWS::IAM::Policy')) {
      const { Roles, PolicyDocument } = PolicySchema.parse(properties);
      for (const role of Roles) {
        this.statements.set(role, [...(this.statements.get(role) ?? []), ...PolicyDocument.Statement]);
      }
    }
    this.roles = new Map(assembly.ofType('AWS::Lambda::Function').map((each) => [each.name, roleOf(each)]));
  }

  /** Who calls without a function's credentials (a browser, a test, the seeding) may do anything. */
  assertFunction(functionName: string, needs: readonly Need[]): void {
    const role = this.roles.get(functionName);
    if (role !== undefined) this.assertRole(role, functionName, needs);
  }

  assertRole(roleArn: string, user: string, needs: readonly Need[]): void {
    const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    for (const need of needs) {
      if (!this.allows(role, need)) {
        throw new AwsError(
          'AccessDeniedException',
          `User: arn:aws:sts::${this.assembly.account}:assumed-role/${role}/${user} is not authorized to perform: ${need.action} on resource: ${need.resource} because no identity-based policy allows the ${need.action} action`,
        );
      }
      this.used.set(role, (this.used.get(role) ?? new Set()).add(`${need.action} ${need.resource}`));
    }
  }

  private allows(role: string, { action, resource }: Need): boolean {
    const matching = (this.statements.get(role) ?? []).filter(
      (statement) =>
        statement.Action.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
        statement.Resource.some((pattern) => matches(pattern, resource)),
    );
    return matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow');
  }
}

function roleOf({ properties }: Resource): string {
  return FunctionSchema.parse(properties).Role;
}

/** IAM's wildcards: `*` is any text, `?` any one character. */
function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}
