import { always, at, listAt, ofType, type ProvenRule, textAt, withChange } from '../infra.ts';
import type { Rule } from '../infra.ts';

export const STATEFUL_TYPES = [
  'DynamoDB::Table',
  'Cognito::UserPool',
  'Cognito::UserPoolClient',
  'KMS::Key',
  'SecretsManager::Secret',
];

const timeToLive: Rule = (all) =>
  ofType(all, 'DynamoDB::Table').flatMap(({ logicalId, properties }) => {
    const attribute = at(properties, 'TimeToLiveSpecification.AttributeName');
    // An audit entry must not vanish by itself.
    const expected = logicalId.startsWith('Audit') ? undefined : 'expiresAt';
    return attribute === expected ? [] : [`${logicalId}: expires by ${String(attribute)}`];
  });

/** A customer's key, and the one of this deployment. */
const ownKey =
  (type: string, path: string): Rule =>
  (all) => {
    const [key] = ofType(all, 'KMS::Key');
    return ofType(all, type)
      .filter(({ properties }) => key?.arn === undefined || at(properties, path) !== key.arn)
      .map(({ logicalId }) => `${logicalId} is not encrypted with the key of this service`);
  };

const retained: Rule = (all) =>
  STATEFUL_TYPES.filter((type) => type !== 'Cognito::UserPoolClient').flatMap((type) =>
    ofType(all, type)
      .filter(({ deletionPolicy }) => deletionPolicy !== 'Retain')
      .map(({ logicalId }) => `${logicalId} would be deleted with its stack`),
  );

const secretsStayOut: Rule = (all) =>
  ofType(all, 'Lambda::Function').flatMap(({ logicalId, properties }) =>
    Object.entries(at(properties, 'Environment.Variables') ?? {})
      .filter(([name]) => /SECRET|TOKEN|PASSWORD|KEY|CREDENTIAL/.test(name))
      .filter(([, value]) => !String(value).startsWith('arn:aws:secretsmanager:'))
      .map(([name]) => `${logicalId}: ${name} is not the name of a secret`),
  );

const generated: Rule = (all) =>
  ofType(all, 'SecretsManager::Secret')
    .filter(
      ({ properties }) =>
        at(properties, 'SecretString') !== undefined ||
        Number(at(properties, 'GenerateSecretString.PasswordLength')) < 64,
    )
    .map(({ logicalId }) => `${logicalId} has a value that the template knows, or a short one`);

const encryptedTransport =
  (policyType: string, action: string): Rule =>
  (all) => {
    const denied = ofType(all, policyType).flatMap(({ properties }) =>
      listAt(properties, 'PolicyDocument.Statement').filter(
        (statement) =>
          textAt(statement, 'Effect') === 'Deny' &&
          textAt(statement, 'Action') === action &&
          textAt(statement, 'Condition.Bool.aws:SecureTransport') === 'false',
      ),
    );
    return denied.length > 0 ? [] : [`${policyType} lets plain HTTP pass`];
  };

export const DATA_RULES: readonly ProvenRule[] = [
  {
    rule: 'tables are paid by use',
    check: always('DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST' }),
    weaken: withChange('DynamoDB::Table', 'BillingMode', 'PROVISIONED'),
  },
  {
    rule: 'tables can be restored to any second of 35 days',
    check: always('DynamoDB::Table', {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
    }),
    weaken: withChange('DynamoDB::Table', 'PointInTimeRecoverySpecification.RecoveryPeriodInDays', 7),
  },
  {
    rule: 'tables and users refuse to be deleted',
    check: (all) => [
      ...always('DynamoDB::Table', { DeletionProtectionEnabled: true })(all),
      ...always('Cognito::UserPool', { DeletionProtection: 'ACTIVE' })(all),
    ],
    weaken: withChange('Cognito::UserPool', 'DeletionProtection', 'INACTIVE'),
  },
  { rule: 'what holds data outlives its stack', check: retained, weaken: dropRetention },
  {
    rule: 'tables are encrypted with the key of this service',
    check: ownKey('DynamoDB::Table', 'SSESpecification.KMSMasterKeyId'),
    weaken: withChange('DynamoDB::Table', 'SSESpecification.KMSMasterKeyId', undefined, 'Audit'),
  },
  {
    rule: 'secrets are encrypted with the key of this service',
    check: ownKey('SecretsManager::Secret', 'KmsKeyId'),
    weaken: withChange('SecretsManager::Secret', 'KmsKeyId', undefined),
  },
  {
    rule: 'the key is renewed every year',
    check: always('KMS::Key', { EnableKeyRotation: true }),
    weaken: withChange('KMS::Key', 'EnableKeyRotation', false),
  },
  {
    rule: 'what is kept for a while expires, and audit entries do not',
    check: timeToLive,
    weaken: withChange('DynamoDB::Table', 'TimeToLiveSpecification', { AttributeName: 'expiresAt' }, 'Audit'),
  },
  {
    rule: 'no secret is in an environment',
    check: secretsStayOut,
    weaken: withChange('Lambda::Function', 'Environment.Variables.XERO_CLIENT_SECRET', 'x'),
  },
  {
    rule: 'secrets are generated, none is written in a template',
    check: generated,
    weaken: withChange('SecretsManager::Secret', 'SecretString', 'known'),
  },
  {
    rule: 'given-up work is encrypted and kept for 14 days',
    check: always('SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 }),
    weaken: withChange('SQS::Queue', 'SqsManagedSseEnabled', false),
  },
  {
    rule: 'the queue takes TLS only',
    check: encryptedTransport('SQS::QueuePolicy', 'sqs:*'),
    weaken: withChange('SQS::QueuePolicy', 'PolicyDocument.Statement', []),
  },
  {
    rule: 'the topic takes TLS only',
    check: encryptedTransport('SNS::TopicPolicy', 'sns:Publish'),
    weaken: withChange('SNS::TopicPolicy', 'PolicyDocument.Statement', []),
  },
];

function dropRetention(all: Parameters<Rule>[0]) {
  return all.map((each) =>
    each.type === 'AWS::DynamoDB::Table' ? { ...each, deletionPolicy: 'Delete' } : each,
  );
}
