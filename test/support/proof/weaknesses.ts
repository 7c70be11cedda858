import { type Deployed, textAt } from '../infra.ts';
import { entryOf } from '../infra-rules/functions.ts';
import { added, changed, changedTo, deletable, missing, type Weakness } from './planting.ts';

const POLICY = 'ResponseHeadersPolicyConfig.SecurityHeadersConfig';
const CONFIG = 'DistributionConfig';
const holdsIds = ({ name }: Deployed) => !name.includes('/vendedlogs/');
const isCalledByNobodyWho = ({ properties }: Deployed) =>
  textAt(properties, 'DeadLetterConfig.TargetArn') !== '';
const ofRoutes = (fn: Deployed) => entryOf(fn).startsWith('api/');
const statement = (more: object) => [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*', ...more }];

/** By the set of rules that must see them; each is planted wherever it can be. */
export const SERVICE_WEAKNESSES: Readonly<Record<string, readonly Weakness[]>> = {
  'What is kept': [
    changed(
      'no recovery to a point in time',
      'DynamoDB::Table',
      'PointInTimeRecoverySpecification',
      undefined,
    ),
    changed(
      'recovery of a week',
      'DynamoDB::Table',
      'PointInTimeRecoverySpecification.RecoveryPeriodInDays',
      7,
    ),
    changed('no deletion protection', 'DynamoDB::Table', 'DeletionProtectionEnabled', false),
    changed('a key of AWS’s', 'DynamoDB::Table', 'SSESpecification', undefined),
    changed('another key', 'DynamoDB::Table', 'SSESpecification.KMSMasterKeyId', 'arn:aws:kms:x'),
    changed('another time to live', 'DynamoDB::Table', 'TimeToLiveSpecification', { AttributeName: 'at' }),
    deletable('tables go with the stack', 'DynamoDB::Table'),
    deletable('secrets go with the stack', 'SecretsManager::Secret'),
    deletable('users go with the stack', 'Cognito::UserPool'),
    deletable('the key goes with the stack', 'KMS::Key'),
    changed('users can be deleted', 'Cognito::UserPool', 'DeletionProtection', 'INACTIVE'),
    changed('a secret that the template knows', 'SecretsManager::Secret', 'SecretString', 'known'),
    changed('a short secret', 'SecretsManager::Secret', 'GenerateSecretString.PasswordLength', 8),
    changed('a secret with a key of AWS’s', 'SecretsManager::Secret', 'KmsKeyId', undefined),
    changed('a key that stays', 'KMS::Key', 'EnableKeyRotation', false),
    changed(
      'a secret in an environment',
      'Lambda::Function',
      'Environment.Variables.XERO_CLIENT_SECRET',
      'x',
    ),
    changed('a password in an environment', 'Lambda::Function', 'Environment.Variables.DB_PASSWORD', 'x'),
    changed('plain given-up work', 'SQS::Queue', 'SqsManagedSseEnabled', false),
    changed('given-up work of a day', 'SQS::Queue', 'MessageRetentionPeriod', 86_400),
    changed('a queue over HTTP', 'SQS::QueuePolicy', 'PolicyDocument.Statement.0.Effect', 'Allow'),
    changed('a topic over HTTP', 'SNS::TopicPolicy', 'PolicyDocument.Statement.0.Effect', 'Allow'),
  ],
  Functions: [
    changed('an old runtime', 'Lambda::Function', 'Runtime', 'nodejs20.x'),
    changed('no traces', 'Lambda::Function', 'TracingConfig', undefined),
    changed('more time than its caller has', 'Lambda::Function', 'Timeout', 60, ofRoutes),
    changed('next to no time', 'Lambda::Function', 'Timeout', 3),
    changed('a log group that it has not', 'Lambda::Function', 'LoggingConfig', undefined),
    changed(
      'given-up work that is lost',
      'Lambda::Function',
      'DeadLetterConfig',
      undefined,
      isCalledByNobodyWho,
    ),
    changed('a log that is kept for ever', 'Logs::LogGroup', 'RetentionInDays', undefined),
    changed('a log that ends after a week', 'Logs::LogGroup', 'RetentionInDays', 7),
    changed('a plain log', 'Logs::LogGroup', 'KmsKeyId', undefined, holdsIds),
    added('an address of its own', 'Lambda::Url', 'Lambda::Function', ({ arn }) => ({
      TargetFunctionArn: arn,
      AuthType: 'NONE',
    })),
    changed('everybody may invoke', 'Lambda::Permission', 'Principal', '*'),
    changed('every API may invoke', 'Lambda::Permission', 'SourceArn', undefined),
    added('two functions with one role', 'Lambda::Function', 'Lambda::Function', ({ properties }) => ({
      ...properties,
    })),
  ],
  'The HTTP API': [
    changed(
      'an open route',
      'ApiGatewayV2::Route',
      'AuthorizationType',
      'NONE',
      ({ properties }) => !textAt(properties, 'RouteKey').includes('/oauth/'),
    ),
    changed(
      'another authorizer',
      'ApiGatewayV2::Route',
      'AuthorizerId',
      'other',
      ({ properties }) => !textAt(properties, 'RouteKey').includes('/oauth/'),
    ),
    missing('a route of the contracts that is not there', 'ApiGatewayV2::Route'),
    added('a route without a contract', 'ApiGatewayV2::Route', 'ApiGatewayV2::Route', ({ properties }) => ({
      ...properties,
      RouteKey: `${textAt(properties, 'RouteKey')}/debug`,
    })),
    changedTo('tokens of others', 'ApiGatewayV2::Authorizer', 'JwtConfiguration.Audience', [[], ['other']]),
    changed('another issuer', 'ApiGatewayV2::Authorizer', 'JwtConfiguration.Issuer', 'https://a.example'),
    changed('no throttle', 'ApiGatewayV2::Stage', 'DefaultRouteSettings', undefined),
    changed('no access log', 'ApiGatewayV2::Stage', 'AccessLogSettings', undefined),
    changedTo('pages of others', 'ApiGatewayV2::Api', 'CorsConfiguration', [
      { AllowOrigins: ['*'] },
      { AllowOrigins: ['https://a.example'] },
    ]),
  ],
  'Signing in': [
    changedTo('a password that is sent', 'Cognito::UserPoolClient', 'ExplicitAuthFlows', [
      ['ALLOW_USER_PASSWORD_AUTH'],
      ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'],
      ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_CUSTOM_AUTH'],
      undefined,
    ]),
    changedTo('a factor by text message or e-mail', 'Cognito::UserPool', 'EnabledMfas', [
      ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
      ['EMAIL_OTP'],
      [],
    ]),
    changed('no second factor', 'Cognito::UserPool', 'MfaConfiguration', 'OFF'),
    changedTo('devices that stand in for a factor', 'Cognito::UserPool', 'DeviceConfiguration', [
      { ChallengeRequiredOnNewDevice: true },
      { DeviceOnlyRememberedOnUserPrompt: false },
    ]),
    changed('tokens that cannot be revoked', 'Cognito::UserPoolClient', 'EnableTokenRevocation', false),
    changed('it tells who exists', 'Cognito::UserPoolClient', 'PreventUserExistenceErrors', 'LEGACY'),
    changedTo('a flow in the browser’s address', 'Cognito::UserPoolClient', 'AllowedOAuthFlows', [
      ['implicit'],
      ['code'],
    ]),
    changed('OAuth flows', 'Cognito::UserPoolClient', 'AllowedOAuthFlowsUserPoolClient', true),
    changed('an address to call back', 'Cognito::UserPoolClient', 'CallbackURLs', ['http://a.example']),
    changed('access for an hour', 'Cognito::UserPoolClient', 'AccessTokenValidity', 60),
    changed('a stay of a month', 'Cognito::UserPoolClient', 'RefreshTokenValidity', 43_200),
    added('a sign-in page of AWS’s', 'Cognito::UserPoolDomain', 'Cognito::UserPool', () => ({ Domain: 'x' })),
    changed('anybody signs up', 'Cognito::UserPool', 'AdminCreateUserConfig', undefined),
    changed('short passwords', 'Cognito::UserPool', 'Policies.PasswordPolicy.MinimumLength', 8),
    changedTo('tokens that nobody stamps', 'Cognito::UserPool', 'LambdaConfig', [
      undefined,
      { PreTokenGeneration: 'arn:aws:lambda:x:PreToken' },
      { PreTokenGenerationConfig: { LambdaArn: 'arn:aws:lambda:other', LambdaVersion: 'V2_0' } },
    ]),
    changed('users who change their firm', 'Cognito::UserPool', 'Schema', [
      { Name: 'firmId', Mutable: true },
    ]),
  ],
  Workflows: [
    changed(
      'data in the log',
      'StepFunctions::StateMachine',
      'LoggingConfiguration.IncludeExecutionData',
      true,
    ),
    changed('errors alone in the log', 'StepFunctions::StateMachine', 'LoggingConfiguration.Level', 'ERROR'),
    changed('at-least-once executions', 'StepFunctions::StateMachine', 'StateMachineType', 'EXPRESS'),
    changed('no traces', 'StepFunctions::StateMachine', 'TracingConfiguration', undefined),
    changed('nothing bound', 'StepFunctions::StateMachine', 'DefinitionSubstitutions', {}),
    changed('a beat that is lost', 'Scheduler::Schedule', 'Target.DeadLetterConfig', undefined),
    changed('a beat of AWS’s patience', 'Scheduler::Schedule', 'Target.RetryPolicy', undefined),
    changed('a beat a day', 'Scheduler::Schedule', 'ScheduleExpression', 'rate(1 day)'),
    missing('no beat', 'Scheduler::Schedule'),
    changed('an event that is lost', 'Events::Rule', 'Targets.0.DeadLetterConfig', undefined),
    changed('an event of AWS’s patience', 'Events::Rule', 'Targets.0.RetryPolicy', undefined),
    changed('failures alone', 'Events::Rule', 'EventPattern.detail.status', ['FAILED'], ({ logicalId }) =>
      logicalId.startsWith('SyncFirm'),
    ),
  ],
  'Whom it trusts': [
    changedTo('a role for others', 'IAM::Role', 'AssumeRolePolicyDocument.Statement.0.Principal', [
      { AWS: '*' },
      { AWS: 'arn:aws:iam::111111111111:root' },
      { Service: 'ec2.amazonaws.com' },
    ]),
    changed('a key for others', 'KMS::Key', 'KeyPolicy.Statement.0.Principal', { AWS: '*' }),
    changedTo('a queue for others', 'SQS::QueuePolicy', 'PolicyDocument.Statement', [
      statement({ Principal: '*' }),
      statement({ Principal: { AWS: 'arn:aws:iam::111111111111:root' } }),
      statement({ Principal: { Service: 'events.amazonaws.com' } }),
    ]),
    changedTo('a topic for others', 'SNS::TopicPolicy', 'PolicyDocument.Statement', [
      statement({ Principal: '*' }),
      statement({ Principal: { Service: 'cloudwatch.amazonaws.com' } }),
    ]),
  ],
  'Failures reach people': [
    changed('an alarm that nobody hears', 'CloudWatch::Alarm', 'AlarmActions', []),
    changed('an alarm of silence', 'CloudWatch::Alarm', 'TreatMissingData', 'breaching', isOfEvents),
    changed('silence without an alarm', 'CloudWatch::Alarm', 'TreatMissingData', 'ignore'),
    changed('an alarm without words', 'CloudWatch::Alarm', 'AlarmDescription', 'Something is wrong.'),
    missing('an alarm that is not there', 'CloudWatch::Alarm'),
    added('a queue without an alarm', 'SQS::Queue', 'SQS::Queue', () => ({})),
    added('a table whose throttles nobody sees', 'DynamoDB::Table', 'DynamoDB::Table', () => ({})),
    changed('a dashboard of nothing', 'CloudWatch::Dashboard', 'DashboardBody', '{"widgets":[]}'),
    changed('a metric by firm', 'CloudWatch::Alarm', 'Dimensions.1', { Name: 'firmId', Value: 'any' }, isOwn),
    changed('a topic that takes no alarm', 'SNS::TopicPolicy', 'PolicyDocument.Statement.1', undefined),
  ],
};

const CSP = `${POLICY}.ContentSecurityPolicy.ContentSecurityPolicy`;
const BLOCK = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

export const PORTAL_WEAKNESSES: Readonly<Record<string, readonly Weakness[]>> = {
  'The files of the portal': [
    ...BLOCK.map((name) =>
      changed(`public: ${name}`, 'S3::Bucket', `PublicAccessBlockConfiguration.${name}`, false),
    ),
    changed('plain files', 'S3::Bucket', 'BucketEncryption', undefined),
    changed('files over HTTP', 'S3::BucketPolicy', 'PolicyDocument.Statement.0.Effect', 'Allow'),
    added('a second policy', 'S3::BucketPolicy', 'S3::Bucket', () => ({
      PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }] },
    })),
  ],
  'The distribution': [
    changed(
      'pages over HTTP',
      'CloudFront::Distribution',
      `${CONFIG}.DefaultCacheBehavior.ViewerProtocolPolicy`,
      'allow-all',
    ),
    changed(
      'an API over HTTP',
      'CloudFront::Distribution',
      `${CONFIG}.CacheBehaviors.0.ViewerProtocolPolicy`,
      'allow-all',
    ),
    changed(
      'answers that are kept',
      'CloudFront::Distribution',
      `${CONFIG}.CacheBehaviors.0.CachePolicyId`,
      'x',
    ),
    changed('no way to the API', 'CloudFront::Distribution', `${CONFIG}.CacheBehaviors`, []),
    changed(
      'old TLS to the API',
      'CloudFront::Distribution',
      `${CONFIG}.Origins.1.CustomOriginConfig.OriginSSLProtocols`,
      ['TLSv1'],
    ),
    changed(
      'HTTP to the API',
      'CloudFront::Distribution',
      `${CONFIG}.Origins.1.CustomOriginConfig.OriginProtocolPolicy`,
      'http-only',
    ),
    changed('errors that look like pages', 'CloudFront::Distribution', `${CONFIG}.CustomErrorResponses`, [
      { ErrorCode: 403 },
    ]),
  ],
  'The headers of the portal': [
    changedTo('scripts from elsewhere', 'CloudFront::ResponseHeadersPolicy', CSP, [
      '',
      "default-src 'self'; script-src 'self'; frame-ancestors 'none'",
      "default-src 'none'; script-src 'self' 'unsafe-eval'; frame-ancestors 'none'",
      "default-src 'none'; script-src *; frame-ancestors 'none'",
    ]),
    changed('frames', 'CloudFront::ResponseHeadersPolicy', `${POLICY}.FrameOptions`, undefined),
    changed(
      'HTTP again tomorrow',
      'CloudFront::ResponseHeadersPolicy',
      `${POLICY}.StrictTransportSecurity.AccessControlMaxAgeSec`,
      86_400,
    ),
    changed('types by guess', 'CloudFront::ResponseHeadersPolicy', `${POLICY}.ContentTypeOptions`, undefined),
    changed(
      'pages without them',
      'CloudFront::Distribution',
      `${CONFIG}.DefaultCacheBehavior.ResponseHeadersPolicyId`,
      undefined,
    ),
  ],
};

/** What is measured all the time alarms by silence; what happens now and then does not. */
function isOfEvents({ properties }: Deployed): boolean {
  return properties['TreatMissingData'] !== 'breaching';
}

function isOwn({ properties }: Deployed): boolean {
  return textAt(properties, 'Namespace') === 'practice-sync';
}
