import { describe, expect, it } from 'vitest';
import { type Deployed, deployed, ofType } from '../support/infra.ts';
import { allowed, holders, tableArn } from '../support/infra-permissions.ts';
import { PERMISSION_RULES } from '../support/infra-rules/permissions.ts';
import { promise } from '../support/promise.ts';
import { arnsOf, type Excess, givenTo } from '../support/proof/grants.ts';

/**
 * test/infra proves each rule with one planted grant; here every permission of every role is looked at, and every role
 * is given, one by one, what no role may have.
 */
const leastPrivilege = promise('S14', 'every role may do what it must, and nothing else', { floor: 2_500 });

const all = await deployed();
const roles = ofType(all, 'IAM::Role');
const anything = () => ['*'];
const tables = arnsOf('DynamoDB::Table');
const audit = () => [tableArn(all, 'Audit')];

const EXCESSES: readonly Excess[] = [
  {
    says: 'whole tables',
    seenBy: 'read items and ranges, never a whole table or its stream',
    actions: ['dynamodb:Scan', 'dynamodb:PartiQLSelect'],
    resources: tables,
  },
  {
    says: 'tables themselves',
    seenBy: 'read items and ranges, never a whole table or its stream',
    actions: ['dynamodb:DeleteTable', 'dynamodb:UpdateTable'],
    resources: tables,
  },
  {
    says: 'an audit that changes',
    seenBy: 'let the audit log grow and nothing else',
    actions: ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLDelete'].map(
      (name) => `dynamodb:${name}`,
    ),
    resources: audit,
  },
  {
    says: 'an audit that is read',
    seenBy: 'let the audit log grow and nothing else',
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resources: audit,
    but: ['RoutesListAudit'],
  },
  {
    says: 'actions that nobody has read',
    seenBy: 'have no wildcard in an action',
    actions: ['dynamodb:*', 's3:Get*', '*'],
    resources: arnsOf('KMS::Key'),
  },
  {
    says: 'resources that nobody has named',
    seenBy: 'have a wildcard in a resource only where AWS has no name for it',
    actions: ['dynamodb:GetItem', 'kms:Decrypt', 'secretsmanager:GetSecretValue', 'lambda:InvokeFunction'],
    resources: anything,
  },
  {
    says: 'other roles and accounts',
    seenBy: 'let no role pass, take or change another',
    actions: ['iam:PassRole', 'sts:AssumeRole', 'iam:PutRolePolicy'],
    resources: arnsOf('KMS::Key'),
  },
  {
    says: 'mail in another name',
    seenBy: 'let five functions send mail, from one address',
    actions: ['ses:SendEmail', 'ses:SendRawEmail'],
    resources: () => ['arn:aws:ses:ap-southeast-2:000000000000:identity/other@example.com'],
  },
];

/** Reading a secret for all who do not handle it, and writing one for everybody. */
const SECRETS: readonly Excess[] = [
  { prefix: 'TokenKey', seenBy: 'let exactly the functions that handle tokens read their key' },
  { prefix: 'XeroApp', seenBy: 'let exactly the functions that ask Xero for tokens read the app’s secret' },
].flatMap(({ prefix, seenBy }) => {
  const resources = arnsOf('SecretsManager::Secret', prefix);
  const readers = holders(all, (resource) => resources(all).includes(resource));
  const but = readers['secretsmanager:GetSecretValue'] ?? [];
  return [
    { says: `${prefix} is read`, seenBy, actions: ['secretsmanager:GetSecretValue'], resources, but },
    {
      says: `${prefix} changes`,
      seenBy,
      actions: ['secretsmanager:PutSecretValue', 'secretsmanager:DeleteSecret'],
      resources,
    },
  ];
});

const isOne = (role: Deployed, names: readonly string[]) =>
  names.some((name) => role.logicalId.startsWith(`${name}Role`));

describe('The permissions of every role', () => {
  it('are as the rules demand, each of them', () => {
    expect(PERMISSION_RULES.flatMap(({ check }) => check(all))).toEqual([]);
    leastPrivilege.held(allowed(all).length);
    leastPrivilege.figure('roles', roles.length);
  });

  it('reach beyond a named resource in at most four ways', () => {
    const open = allowed(all)
      .filter(({ resource }) => resource === '*')
      .map(({ action }) => action.split(':')[0] ?? '');
    expect([...new Set(open)].sort()).toEqual(['logs', 'xray']);
    const patterns = allowed(all)
      .map(({ resource }) => resource)
      .filter((resource) => resource !== '*' && resource.includes('*'))
      .map((resource) => (resource.includes(':log-group:') ? 'a log group' : resource));
    expect(new Set(patterns).size).toBeLessThanOrEqual(2);
  });

  it.each([...EXCESSES, ...SECRETS])('are seen to be too many: $says', (excess) => {
    const others = roles.filter((role) => !isOne(role, excess.but ?? []));
    const cases = givenTo(all, others, excess);
    const unseen = cases.filter(
      (planted) => !PERMISSION_RULES.some(({ check }) => check(planted.all).length > 0),
    );
    expect(cases.length).toBeGreaterThan(40);
    expect(unseen.map(({ place }) => place)).toEqual([]);
    leastPrivilege.held(cases.length);
  });
});
