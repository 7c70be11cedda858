import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import {
  AccountRecovery,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  StringAttribute,
  UserPool,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Env as PreTokenEnv } from '../functions/trigger/pre-token-generation/index.ts';
import { acknowledge } from './constructs/nag.ts';
import type { SecuredTable } from './constructs/secured-table.ts';
import type { ServiceContext } from './constructs/service-context.ts';
import { type Grant, ServiceFunction } from './constructs/service-function.ts';

export interface IdentityProps {
  context: ServiceContext;
  retain: boolean;
  records: SecuredTable;
  audit: SecuredTable;
}

/**
 * Who may sign in: admins invite, nobody signs up; SRP only; TOTP is optional in the pool and required per firm by the
 * product, which is why the pre-token trigger stamps the firm, the role and the factor into each access token.
 */
export class Identity extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly preToken: ServiceFunction;

  constructor(scope: Construct, id: string, props: IdentityProps) {
    super(scope, id);
    this.pool = new UserPool(this, 'Users', {
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      standardAttributes: {
        email: { required: true, mutable: true },
        fullname: { required: true, mutable: true },
      },
      customAttributes: { firmId: new StringAttribute({ minLen: 36, maxLen: 36, mutable: false }) },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: props.retain,
      removalPolicy: props.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(
      this.pool,
      'AwsSolutions::AwsSolutions-COG2',
      'MFA is required per connected firm, by the API on every request.',
    );
    acknowledge(
      this.pool,
      'AwsSolutions::AwsSolutions-COG8',
      'Threat protection needs the Plus plan; passwords are SRP, MFA is TOTP.',
    );
    this.client = this.pool.addClient('Portal', {
      authFlows: { userSrp: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // A factor that is switched off behind our back is noticed at the next refresh (design, section 8).
      accessTokenValidity: Duration.minutes(5),
      idTokenValidity: Duration.minutes(5),
      refreshTokenValidity: Duration.hours(12),
    });
    this.preToken = this.preTokenFunction(props);
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, this.preToken, LambdaVersion.V2_0);
  }

  /** Reads and writes users of this pool. */
  grantOf(...actions: readonly string[]): Grant {
    return (fn) => {
      fn.allow(
        actions.map((action) => `cognito-idp:${action}`),
        [this.pool.userPoolArn],
      );
    };
  }

  private preTokenFunction(props: IdentityProps): ServiceFunction {
    const fn = new ServiceFunction<PreTokenEnv>(this, 'PreTokenGeneration', {
      context: props.context,
      entry: 'trigger/pre-token-generation',
      description: 'Stamps firm, role and second factor into access tokens',
      // Cognito gives a trigger five seconds.
      timeout: Duration.seconds(5),
      environment: {
        RECORDS_TABLE_NAME: props.records.tableName,
        AUDIT_TABLE_NAME: props.audit.tableName,
      },
      grants: [props.records.grantOf('GetItem', 'UpdateItem'), props.audit.grantOf('PutItem')],
    });
    // A policy of its own: as part of the role's, which the function waits for, it would wait for the pool, which waits
    // for the function.
    new Policy(this, 'PreTokenReadsUsers', {
      roles: fn.role === undefined ? [] : [fn.role],
      statements: [
        new PolicyStatement({ actions: ['cognito-idp:AdminGetUser'], resources: [this.pool.userPoolArn] }),
      ],
    });
    return fn;
  }
}
