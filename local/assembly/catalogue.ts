/**
 * What CloudFormation answers to Ref and Fn::GetAtt, per resource type. A type or attribute that is not here
 * is refused at start, so that nothing new passes unnoticed. Placeholders: {name} {region} {account}, and
 * {six} {short} {id} {long} {uuid}, which are made of the logical id and so are the same at every start.
 */
export interface ResourceKind {
  /** The property that names the resource; without it the name is made of the stack and the logical id. */
  readonly nameFrom?: string;
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

const arn = (service: string, path: string): string => `arn:aws:${service}:{region}:{account}:${path}`;
const globalArn = (service: string, path: string): string => `arn:aws:${service}::{account}:${path}`;

const named = (nameFrom: string, Arn?: string): ResourceKind => ({
  nameFrom,
  ref: '{name}',
  ...(Arn === undefined ? {} : { attributes: { Arn } }),
});
const byId = (...attributes: string[]): ResourceKind => ({
  ref: '{id}',
  attributes: Object.fromEntries(attributes.map((attribute) => [attribute, '{id}'])),
});
const byArn = (nameFrom: string, Arn: string, more: Record<string, string> = {}): ResourceKind => ({
  nameFrom,
  ref: Arn,
  attributes: { Arn, ...more },
});

/** Types that the platform runs. */
const RUN: Record<string, ResourceKind> = {
  'AWS::DynamoDB::Table': named('TableName', arn('dynamodb', 'table/{name}')),
  'AWS::SecretsManager::Secret': {
    nameFrom: 'Name',
    ref: arn('secretsmanager', 'secret:{name}-{six}'),
    attributes: { Id: arn('secretsmanager', 'secret:{name}-{six}') },
  },
  'AWS::Cognito::UserPool': {
    nameFrom: 'UserPoolName',
    ref: '{region}_{short}',
    attributes: {
      Arn: arn('cognito-idp', 'userpool/{region}_{short}'),
      UserPoolId: '{region}_{short}',
      ProviderName: 'cognito-idp.{region}.amazonaws.com/{region}_{short}',
      ProviderURL: 'https://cognito-idp.{region}.amazonaws.com/{region}_{short}',
    },
  },
  'AWS::Cognito::UserPoolClient': {
    nameFrom: 'ClientName',
    ref: '{long}',
    attributes: { ClientId: '{long}', Name: '{name}' },
  },
  'AWS::Lambda::Function': named('FunctionName', arn('lambda', 'function:{name}')),
  'AWS::Lambda::EventInvokeConfig': byId(),
  'AWS::ApiGatewayV2::Api': {
    nameFrom: 'Name',
    ref: '{id}',
    attributes: { ApiId: '{id}', ApiEndpoint: 'https://{id}.execute-api.{region}.amazonaws.com' },
  },
  'AWS::ApiGatewayV2::Stage': named('StageName'),
  'AWS::ApiGatewayV2::Route': byId('RouteId'),
  'AWS::ApiGatewayV2::Integration': byId('IntegrationId'),
  'AWS::ApiGatewayV2::Authorizer': byId('AuthorizerId'),
  'AWS::StepFunctions::StateMachine': byArn('StateMachineName', arn('states', 'stateMachine:{name}'), {
    Name: '{name}',
  }),
  'AWS::Scheduler::Schedule': named('Name', arn('scheduler', 'schedule/default/{name}')),
  'AWS::Events::Rule': named('Name', arn('events', 'rule/{name}')),
  'AWS::SES::ConfigurationSet': named('Name'),
  'AWS::SES::ConfigurationSetEventDestination': byId('Id'),
  'AWS::SES::EmailIdentity': {
    nameFrom: 'EmailIdentity',
    ref: '{name}',
    attributes: Object.fromEntries(
      ['1', '2', '3'].flatMap((n) => [
        [`DkimDNSTokenName${n}`, `{id}${n}._domainkey.{name}`],
        [`DkimDNSTokenValue${n}`, `{id}${n}.dkim.amazonses.com`],
      ]),
    ),
  },
};

/**
 * Types without an effect on one machine: permissions, alarms, logs, edge and keys, and what copies files at a deployment
 * (local/portal reads them instead). They only have to resolve.
 */
const INERT: Record<string, ResourceKind> = {
  'AWS::CDK::Metadata': byId(),
  'AWS::CloudFront::CachePolicy': byId('Id'),
  'AWS::CloudFront::CloudFrontOriginAccessIdentity': byId('Id', 'S3CanonicalUserId'),
  'AWS::CloudFront::Distribution': {
    ref: '{id}',
    attributes: { Id: '{id}', DomainName: '{short}.cloudfront.net' },
  },
  'AWS::CloudFront::Function': {
    nameFrom: 'Name',
    ref: globalArn('cloudfront', 'function/{name}'),
    attributes: { FunctionARN: globalArn('cloudfront', 'function/{name}') },
  },
  'AWS::CloudFront::OriginAccessControl': byId('Id'),
  'AWS::CloudFront::OriginRequestPolicy': byId('Id'),
  'AWS::CloudFront::ResponseHeadersPolicy': byId('Id'),
  'AWS::CloudWatch::Alarm': named('AlarmName', arn('cloudwatch', 'alarm:{name}')),
  'AWS::CloudWatch::CompositeAlarm': named('AlarmName', arn('cloudwatch', 'alarm:{name}')),
  'AWS::CloudWatch::Dashboard': named('DashboardName'),
  'AWS::Cognito::UserPoolDomain': named('Domain'),
  'AWS::IAM::ManagedPolicy': {
    nameFrom: 'ManagedPolicyName',
    ref: globalArn('iam', 'policy/{name}'),
    attributes: { PolicyArn: globalArn('iam', 'policy/{name}') },
  },
  'AWS::IAM::Policy': named('PolicyName'),
  'AWS::IAM::Role': {
    nameFrom: 'RoleName',
    ref: '{name}',
    attributes: { Arn: globalArn('iam', 'role/{name}'), RoleId: '{id}' },
  },
  'AWS::KMS::Alias': named('AliasName'),
  'AWS::KMS::Key': { ref: '{uuid}', attributes: { Arn: arn('kms', 'key/{uuid}'), KeyId: '{uuid}' } },
  'AWS::Lambda::LayerVersion': byArn('', arn('lambda', 'layer:{name}:1')),
  'AWS::Lambda::Permission': byId('Id'),
  'AWS::Logs::LogGroup': named('LogGroupName', arn('logs', 'log-group:{name}:*')),
  'AWS::Logs::MetricFilter': named('FilterName'),
  'AWS::Logs::ResourcePolicy': named('PolicyName'),
  'AWS::S3::Bucket': {
    nameFrom: 'BucketName',
    ref: '{name}',
    attributes: {
      Arn: 'arn:aws:s3:::{name}',
      DomainName: '{name}.s3.amazonaws.com',
      RegionalDomainName: '{name}.s3.{region}.amazonaws.com',
    },
  },
  'AWS::S3::BucketPolicy': byId(),
  'AWS::SNS::Subscription': byArn('', arn('sns', 'subscription:{uuid}')),
  'AWS::SNS::Topic': {
    nameFrom: 'TopicName',
    ref: arn('sns', '{name}'),
    attributes: { TopicArn: arn('sns', '{name}'), TopicName: '{name}' },
  },
  'AWS::SNS::TopicPolicy': byId('Id'),
  'AWS::SQS::Queue': {
    nameFrom: 'QueueName',
    ref: 'https://sqs.{region}.amazonaws.com/{account}/{name}',
    attributes: { Arn: arn('sqs', '{name}'), QueueName: '{name}' },
  },
  'AWS::SQS::QueuePolicy': byId('Id'),
  'AWS::Scheduler::ScheduleGroup': named('Name', arn('scheduler', 'schedule-group/{name}')),
  'AWS::WAFv2::WebACL': byArn('Name', arn('wafv2', 'global/webacl/{name}/{uuid}'), { Id: '{uuid}' }),
  'AWS::WAFv2::WebACLAssociation': byId(),
  'Custom::CDKBucketDeployment': byId(),
};

export const CATALOGUE: ReadonlyMap<string, ResourceKind> = new Map(Object.entries({ ...RUN, ...INERT }));
