import { AwsError, type JsonService } from '../service.ts';
import { account } from './account.ts';
import { admin } from './admin.ts';
import { Directory } from './directory.ts';
import { listUsers } from './list-users.ts';
import { Mailer } from './mailer.ts';
import type { Operation } from './operation.ts';
import { passwordRecovery } from './password-recovery.ts';
import type { CognitoOptions, PoolDefinition } from './pool.ts';
import { SignIn } from './sign-in.ts';
import { type Jwks, Tokens } from './tokens.ts';
import { Triggers } from './triggers.ts';

/** Cognito user pools, as far as the product uses them: SRP sign-in by e-mail, optional TOTP, triggers, tokens. */
export class CognitoStandIn implements JsonService {
  readonly target = 'AWSCognitoIdentityProviderService';
  private readonly directory: Directory;
  private readonly tokens: Tokens;
  private readonly operations: Map<string, Operation>;

  constructor({ state, region, invoke, now = Date.now, sendMail }: CognitoOptions) {
    this.directory = new Directory(state, now);
    const triggers = new Triggers(this.directory, region, invoke);
    const mailer = new Mailer(triggers, sendMail);
    this.tokens = new Tokens(state, region, this.directory, triggers);
    this.operations = new Map(
      Object.entries({
        ...new SignIn(this.directory, this.tokens, triggers).operations,
        ...account(this.directory, this.tokens),
        ...admin(this.directory, this.tokens, mailer),
        ...passwordRecovery(this.directory, mailer),
        ...listUsers(this.directory),
      }),
    );
  }

  async call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const run = this.operations.get(operation);
    if (!run) throw new AwsError('UnknownOperationException', `Cognito stand-in: ${operation} is not built`);
    return run(input);
  }

  definePool(definition: PoolDefinition): void {
    this.directory.definePool(definition);
    this.tokens.keyOf(definition.userPoolId);
  }

  issuerOf(userPoolId: string): string {
    return this.tokens.issuerOf(userPoolId);
  }

  jwks(userPoolId: string): Jwks {
    this.directory.pool(userPoolId);
    return this.tokens.jwks(userPoolId);
  }

  /** What the user's app would hold, also while it is being set up; only the authenticator page may ask. */
  authenticatorOf(userPoolId: string, email: string): { secret: string; settingUp: boolean } | null {
    const token = this.directory.find(userPoolId, email)?.totp;
    const pending = token?.pending ?? null;
    if (pending !== null) return { secret: pending, settingUp: true };
    return token?.enabled && token.secret !== null ? { secret: token.secret, settingUp: false } : null;
  }

  usersWithTotp(): { userPoolId: string; email: string; secret: string }[] {
    return this.directory
      .everyone()
      .flatMap(({ poolId, attributes, totp: { enabled, secret } }) =>
        enabled && secret !== null ? [{ userPoolId: poolId, email: attributes['email'] ?? '', secret }] : [],
      );
  }
}
