import { describe, expect, it } from 'vitest';
import { at, deployed, ofType } from '../support/infra.ts';
import { holders, tableArn } from '../support/infra-permissions.ts';
import { SERVICE_RULES } from '../support/infra-rules/by-title.ts';
import { promise } from '../support/promise.ts';
import { givenTo } from '../support/proof/grants.ts';
import { changed, deletable, type Weakness } from '../support/proof/planting.ts';

/** The template's part; that each kind of event is recorded with who, when, what, result and source is proven elsewhere. */
const appendOnly = promise('S22', 'the audit trail can only grow, and is kept for more than a year', {
  floor: 1_000,
});
const LEAST_DAYS = 365;
const all = await deployed();
const audit = tableArn(all, 'Audit');
const rules = Object.values(SERVICE_RULES).flat();
const lasting = [...(SERVICE_RULES['What is kept'] ?? []), ...(SERVICE_RULES['Functions'] ?? [])];
const [growing] = rules.filter(({ rule }) => rule === 'let the audit log grow and nothing else');

/** All that DynamoDB offers to change, remove or replace what is there, or to switch its protection off. */
const CHANGES = [
  ...['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete', 'PartiQLInsert'],
  ...['DeleteTable', 'UpdateTable', 'UpdateTimeToLive', 'UpdateContinuousBackups', 'DeleteResourcePolicy'],
  ...[
    'PutResourcePolicy',
    'RestoreTableToPointInTime',
    'ImportTable',
    'DeleteBackup',
    'DisableKinesisStreamingDestination',
  ],
  '*',
].map((name) => `dynamodb:${name}`);

describe('The audit trail', () => {
  it('is written by adding, by whoever acts, and read by one function', () => {
    const found = holders(all, (resource) => resource.startsWith(audit));
    expect(Object.keys(found).sort()).toEqual(['dynamodb:PutItem', 'dynamodb:Query']);
    expect(found['dynamodb:Query']).toEqual(['RoutesListAudit']);
    // Every route, for whom its gate refuses.
    expect(found['dynamodb:PutItem']?.length).toBeGreaterThanOrEqual(
      ofType(all, 'ApiGatewayV2::Route').length,
    );
    appendOnly.held(Object.values(found).flat().length);
  });

  it.each(CHANGES)('is seen to be open to change: %s, whoever has it', (action) => {
    const cases = givenTo(all, ofType(all, 'IAM::Role'), {
      says: action,
      seenBy: growing?.rule ?? 'none',
      actions: [action],
      resources: () => [audit],
    });
    expect(cases.filter((planted) => growing?.check(planted.all).length === 0)).toEqual([]);
    appendOnly.held(cases.length);
  });

  const isAudit = ({ arn }: { arn: string | undefined }) => arn === audit;
  const WEAKNESSES: readonly Weakness[] = [
    changed(
      'entries that vanish',
      'DynamoDB::Table',
      'TimeToLiveSpecification',
      { AttributeName: 'expiresAt' },
      isAudit,
    ),
    changed('a table that can be deleted', 'DynamoDB::Table', 'DeletionProtectionEnabled', false, isAudit),
    changed('no restore', 'DynamoDB::Table', 'PointInTimeRecoverySpecification', undefined, isAudit),
    deletable('tables that go with their stack', 'DynamoDB::Table'),
    ...[undefined, 1, 30, 180].map((days) =>
      changed(`logs of ${String(days)} days`, 'Logs::LogGroup', 'RetentionInDays', days),
    ),
  ];
  it.each(WEAKNESSES)('is seen not to last: $says', ({ plant }) => {
    const cases = plant(all);
    const unseen = cases.filter((planted) => !lasting.some(({ check }) => check(planted.all).length > 0));
    expect(cases.length).toBeGreaterThan(0);
    expect(unseen.map(({ place }) => place)).toEqual([]);
    appendOnly.held(cases.length);
  });

  it('has nothing that ends it, and logs beside it that last as long', () => {
    const [table] = ofType(all, 'DynamoDB::Table').filter(isAudit);
    expect(at(table?.properties, 'TimeToLiveSpecification')).toBeUndefined();
    const days = ofType(all, 'Logs::LogGroup').map(({ properties }) =>
      Number(at(properties, 'RetentionInDays')),
    );
    expect(Math.min(...days)).toBeGreaterThanOrEqual(LEAST_DAYS);
    appendOnly.held(days.length + 1);
  });
});
