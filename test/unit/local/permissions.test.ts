import { describe, expect, it } from 'vitest';
import type { Assembly, Resource } from '../../../local/assembly/assembly.ts';
import { Needs, needsOfTasks } from '../../../local/iam/needs.ts';
import { Permissions } from '../../../local/iam/permissions.ts';

const TABLE = 'arn:aws:dynamodb:r:1:table/clients';
const KEY = 'arn:aws:kms:r:1:key/k';
const POOL = 'arn:aws:cognito-idp:r:1:userpool/r_1';

const resource = (type: string, name: string, properties: object, arn?: string): Resource => ({
  stack: 's',
  logicalId: name,
  type: `AWS::${type}`,
  physicalId: arn ?? name,
  name,
  arn,
  properties: { ...properties },
});

function assemblyWith(...statements: object[]): Assembly {
  const resources = [
    resource('DynamoDB::Table', 'clients', { SSESpecification: { KMSMasterKeyId: KEY } }, TABLE),
    resource('Lambda::Function', 'reader', { Role: 'arn:aws:iam::1:role/reader-role' }),
    resource('IAM::Policy', 'policy', { Roles: ['reader-role'], PolicyDocument: { Statement: statements } }),
  ];
  return {
    region: 'r',
    account: '1',
    resources,
    outputs: {},
    ofType: (type) => resources.filter((each) => each.type === type),
    asset: (key) => key,
  };
}

const allow = (Action: string | string[], Resource: string | string[]) => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** The error's text; empty when it may. */
function refusal(
  assembly: Assembly,
  service: string,
  operation: string,
  input: Record<string, unknown>,
): string {
  try {
    new Permissions(assembly).assertFunction('reader', new Needs(assembly).of(service, operation, input));
    return '';
  } catch (error) {
    return String(error);
  }
}

const DYNAMO = 'DynamoDB_20120810';
const item = { TableName: 'clients' };

describe('Permissions of the local run', () => {
  it('name function, action and resource of what is not allowed', () => {
    const told = refusal(assemblyWith(), DYNAMO, 'GetItem', item);
    for (const part of ['AccessDeniedException', 'reader-role/reader', 'dynamodb:GetItem', TABLE]) {
      expect(told).toContain(part);
    }
  });

  it('take the action, the table and its key', () => {
    expect(refusal(assemblyWith(allow('dynamodb:GetItem', TABLE)), DYNAMO, 'GetItem', item)).toContain(
      'kms:Decrypt',
    );
    const both = assemblyWith(allow(['dynamodb:GetItem'], [TABLE]), allow('kms:Decrypt', KEY));
    expect(refusal(both, DYNAMO, 'GetItem', item)).toBe('');
    expect(refusal(both, DYNAMO, 'PutItem', item)).toContain('dynamodb:PutItem');
    expect(refusal(both, DYNAMO, 'GetItem', { TableName: 'clients-2' })).toContain('table/clients-2');
  });

  it('tell a table from its index', () => {
    const table = assemblyWith(allow('dynamodb:Query', TABLE), allow('kms:Decrypt', KEY));
    const index = assemblyWith(allow('dynamodb:Query', `${TABLE}/index/by-name`), allow('kms:Decrypt', KEY));
    const query = { ...item, IndexName: 'by-name' };
    expect(refusal(table, DYNAMO, 'Query', query)).toContain('/index/by-name');
    expect(refusal(index, DYNAMO, 'Query', query)).toBe('');
    expect(refusal(index, DYNAMO, 'Query', item)).not.toBe('');
  });

  it('ask for every table of a batch', () => {
    const one = assemblyWith(allow('dynamodb:BatchGetItem', TABLE), allow('kms:Decrypt', KEY));
    const batch = { RequestItems: { clients: {}, secrets: {} } };
    expect(refusal(one, DYNAMO, 'BatchGetItem', batch)).toContain('table/secrets');
  });

  it('know wildcards, and that a refusal wins', () => {
    const any = assemblyWith(allow('dynamodb:*', 'arn:aws:dynamodb:r:1:table/cl?ents'), allow('*', KEY));
    expect(refusal(any, DYNAMO, 'DeleteItem', item)).toBe('');
    const but = assemblyWith(allow('*', '*'), {
      Effect: 'Deny',
      Action: 'dynamodb:DeleteItem',
      Resource: '*',
    });
    expect(refusal(but, DYNAMO, 'DeleteItem', item)).toContain('dynamodb:DeleteItem');
    expect(refusal(but, DYNAMO, 'GetItem', item)).toBe('');
  });

  it.each([
    [
      'secretsmanager',
      'GetSecretValue',
      { SecretId: 'arn:secret' },
      'secretsmanager:GetSecretValue',
      'arn:secret',
    ],
    ['AWSStepFunctions', 'StopExecution', { executionArn: 'arn:e' }, 'states:StopExecution', 'arn:e'],
    [
      'AWSCognitoIdentityProviderService',
      'AdminGetUser',
      { UserPoolId: 'r_1' },
      'cognito-idp:AdminGetUser',
      POOL,
    ],
    ['SES', 'SendEmail', { Source: 'Portal <a@b.c>' }, 'ses:SendEmail', 'arn:aws:ses:r:1:identity/a@b.c'],
    [
      'Lambda',
      'InvokeFunction',
      { FunctionName: 'other' },
      'lambda:InvokeFunction',
      'arn:aws:lambda:r:1:function:other',
    ],
    ['Unheard', 'Of', {}, 'Unheard:Of', '*'],
  ])('%s.%s', (service, operation, input, action, resourceArn) => {
    expect(new Needs(assemblyWith()).of(service, operation, input)).toEqual([
      { action, resource: resourceArn },
    ]);
    expect(refusal(assemblyWith(), service, operation, input)).toContain(action);
    expect(refusal(assemblyWith(allow(action, resourceArn)), service, operation, input)).toBe('');
  });

  it('let those pass who are no function', () => {
    const assembly = assemblyWith();
    const check = () =>
      new Permissions(assembly).assertFunction('local', new Needs(assembly).of(DYNAMO, 'Scan', item));
    expect(check).not.toThrow();
  });

  it('refuse policies that they would misread', () => {
    const conditional = { ...allow('*', '*'), Condition: { StringEquals: {} } };
    expect(() => new Permissions(assemblyWith(conditional))).toThrow(/Condition/);
  });

  it('of a workflow are those that its tasks need', () => {
    const machine = 'arn:aws:states:r:1:stateMachine:m';
    const task = (Resource: string, Arguments: object) => ({ Type: 'Task', Resource, Arguments });
    const needs = needsOfTasks({
      States: {
        A: task('arn:aws:states:::lambda:invoke', { FunctionName: 'arn:f' }),
        B: {
          Type: 'Map',
          ItemProcessor: {
            States: {
              C: task('arn:aws:states:::states:startExecution.sync:2', { StateMachineArn: machine }),
            },
          },
        },
      },
    });
    expect(needs.map(({ action, resource: on }) => `${action} ${on}`)).toEqual([
      'lambda:InvokeFunction arn:f',
      `states:StartExecution ${machine}`,
      'states:DescribeExecution arn:aws:states:r:1:execution:m:any',
      'states:StopExecution arn:aws:states:r:1:execution:m:any',
      'events:PutTargets arn:aws:events:r:1:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
      'events:PutRule arn:aws:events:r:1:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
      'events:DescribeRule arn:aws:events:r:1:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
    ]);
  });
});
