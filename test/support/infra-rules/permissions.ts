import { at, type Deployed, ofType, type ProvenRule, type Rule, withChange, withResource } from '../infra.ts';
import { allowed, type Allowed, holders, tableArn } from '../infra-permissions.ts';

const say = ({ who, action, resource }: Allowed) => `${who}: ${action} on ${resource}`;

/** What X-Ray and log delivery offer no resource for. */
const UNNAMED =
  /^(xray:(Put|GetSampling)\w+|logs:(\w+LogDelivery|\w+LogDeliveries|\w*ResourcePolic\w+|DescribeLogGroups))$/;

const resourceWildcards: Rule = (all) =>
  allowed(all)
    .filter(({ resource }) => /[*?]/.test(resource))
    .filter(({ action, resource }) =>
      resource === '*'
        ? !UNNAMED.test(action)
        : !/^states:(Stop|Describe)Execution$/.test(action) || !/:execution:[\w-]+:\*$/.test(resource),
    )
    .filter(
      ({ action, resource }) => !(action.startsWith('logs:') && /:log-group:[\w/-]+:\*$/.test(resource)),
    )
    .map(say);

const TABLE_ACTIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'UpdateItem',
];

/** Batches know no conditions; only new clients, with ids of their own, can do without. */
const IMPORT = 'RoutesImportClients: dynamodb:BatchWriteItem ';

const noWholeTables: Rule = (all) =>
  allowed(all)
    .filter(({ action }) => action.startsWith('dynamodb:'))
    .filter(
      ({ who, action, resource }) =>
        !(
          TABLE_ACTIONS.includes(action.slice('dynamodb:'.length)) ||
          say({ who, action, resource }).startsWith(IMPORT)
        ) ||
        (resource.includes('/index/') && action !== 'dynamodb:Query'),
    )
    .map(say);

/** A batch takes no conditions, so that it is for items alone that nobody else can know yet. */
const batchesOfNewClients: Rule = (all) => {
  const records = tableArn(all, 'Records');
  return allowed(all)
    .filter(({ action }) => action === 'dynamodb:BatchWriteItem')
    .filter(({ who, resource }) => who !== 'RoutesImportClients' || resource !== records)
    .map(say);
};

const appendOnly: Rule = (all) => {
  const audit = tableArn(all, 'Audit');
  return allowed(all)
    .filter(({ resource }) => resource.startsWith(audit))
    .filter(
      ({ who, action }) =>
        action !== 'dynamodb:PutItem' && !(AUDIT_READERS.includes(who) && action === 'dynamodb:Query'),
    )
    .map(say);
};
/** GET /audit, for admins. */
const AUDIT_READERS = ['RoutesListAudit'];

/** Who may read the key that Xero's tokens are encrypted with. */
const TOKEN_KEY_READERS = [
  'BackgroundFinishDisconnects',
  'RoutesDeleteConnection',
  'RoutesReceiveXeroCallback',
  'SyncFirmBeginSync',
  'SyncFirmCheckConnection',
  'SyncFirmFindChanges',
];
const XERO_APP_READERS = [
  'BackgroundFinishDisconnects',
  'RoutesDeleteConnection',
  'RoutesReceiveXeroCallback',
  'RoutesStartConnection',
  'SyncFirmBeginSync',
  'SyncFirmCheckConnection',
];

const exactReaders =
  (secretPrefix: string, names: readonly string[]): Rule =>
  (all) => {
    const secret = ofType(all, 'SecretsManager::Secret').find(({ logicalId }) =>
      logicalId.startsWith(secretPrefix),
    );
    const found = holders(all, (resource) => resource === secret?.physicalId);
    return JSON.stringify(found) === JSON.stringify({ 'secretsmanager:GetSecretValue': names })
      ? []
      : [JSON.stringify(found)];
  };

const MAIL_SENDERS = [
  'BackgroundDeliverMail',
  'RoutesReceiveXeroCallback',
  'RoutesRemindUserMfa',
  'SyncFirmFailSync',
  'SyncFirmSendSummary',
];

const sendersOfMail: Rule = (all) => {
  const found = allowed(all).filter(({ action }) => action.startsWith('ses:'));
  const names = [...new Set(found.map(({ who }) => who))].sort();
  return [
    ...found
      .filter(
        ({ action, resource }) =>
          action !== 'ses:SendEmail' ||
          !/:(identity\/portal@example\.com|configuration-set\/[\w-]+)$/.test(resource),
      )
      .map(say),
    ...(JSON.stringify(names) === JSON.stringify(MAIL_SENDERS) ? [] : names),
  ];
};

const plant = (Action: string, Resource: string) => (all: readonly Deployed[]) => {
  const role = ofType(all, 'IAM::Role').find(({ logicalId }) => logicalId.startsWith('RoutesGetMeRole'));
  const Statement = [{ Effect: 'Allow', Action, Resource }];
  return withResource('IAM::Policy', { Roles: [role?.name], PolicyDocument: { Statement } })(all);
};
const plantOn = (type: string, prefix: string, action: string) => (all: readonly Deployed[]) => {
  const found = ofType(all, type).find(({ logicalId }) => logicalId.startsWith(prefix));
  return plant(action, found?.arn ?? found?.physicalId ?? 'none')(all);
};

export const PERMISSION_RULES: readonly ProvenRule[] = [
  {
    rule: 'have no wildcard in an action',
    check: (all) =>
      allowed(all)
        .filter(({ action }) => /[*?]/.test(action))
        .map(say),
    weaken: plantOn('DynamoDB::Table', 'Records', 'dynamodb:Get*'),
  },
  {
    rule: 'have a wildcard in a resource only where AWS has no name for it',
    check: resourceWildcards,
    weaken: plant('dynamodb:GetItem', '*'),
  },
  {
    rule: 'read items and ranges, never a whole table or its stream',
    check: noWholeTables,
    weaken: plantOn('DynamoDB::Table', 'Records', 'dynamodb:Scan'),
  },
  {
    rule: 'let nobody but the import write in batches, and clients alone',
    check: batchesOfNewClients,
    weaken: plantOn('DynamoDB::Table', 'Connections', 'dynamodb:BatchWriteItem'),
  },
  {
    rule: 'let the audit log grow and nothing else',
    check: appendOnly,
    weaken: plantOn('DynamoDB::Table', 'Audit', 'dynamodb:DeleteItem'),
  },
  {
    rule: 'let exactly the functions that handle tokens read their key',
    check: exactReaders('TokenKey', TOKEN_KEY_READERS),
    weaken: plantOn('SecretsManager::Secret', 'TokenKey', 'secretsmanager:GetSecretValue'),
  },
  {
    rule: 'let exactly the functions that ask Xero for tokens read the app’s secret',
    check: exactReaders('XeroApp', XERO_APP_READERS),
    weaken: plantOn('SecretsManager::Secret', 'XeroApp', 'secretsmanager:PutSecretValue'),
  },
  {
    rule: 'let five functions send mail, from one address',
    check: sendersOfMail,
    weaken: plant('ses:SendEmail', 'arn:aws:ses:ap-southeast-2:000000000000:identity/other@example.com'),
  },
  {
    rule: 'let no role pass, take or change another',
    check: (all) =>
      allowed(all)
        .filter(({ action }) => /^(iam|sts|organizations):/.test(action))
        .map(say),
    weaken: plant('iam:PassRole', 'arn:aws:iam::000000000000:role/any'),
  },
  {
    rule: 'are in policies of the role alone: nothing ready-made, nothing inline',
    check: (all) =>
      ofType(all, 'IAM::Role').flatMap(({ logicalId, properties }) =>
        ['ManagedPolicyArns', 'Policies']
          .filter((name) => at(properties, name) !== undefined)
          .map((name) => `${logicalId}: ${name}`),
      ),
    weaken: withChange('IAM::Role', 'ManagedPolicyArns', ['arn:aws:iam::aws:policy/AdministratorAccess']),
  },
  {
    rule: 'carry the key of the tables wherever a table is read or written',
    check: (all) => {
      const [key] = ofType(all, 'KMS::Key');
      const withKey = new Set(
        allowed(all)
          .filter(({ action, resource }) => action === 'kms:Decrypt' && resource === key?.arn)
          .map(({ who }) => who),
      );
      return allowed(all)
        .filter(({ who, action }) => /^(dynamodb|secretsmanager):/.test(action) && !withKey.has(who))
        .map(say);
    },
    weaken: withChange(
      'IAM::Policy',
      'PolicyDocument.Statement',
      [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: 'x' }],
      'RoutesGetMe',
    ),
  },
];
