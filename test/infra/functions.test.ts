import { describe, expect, it } from 'vitest';
import { entryNames } from '../../lib/constructs/bundles.ts';
import { deployed, ofType, textAt } from '../support/infra.ts';
import { functions, entryOf } from '../support/infra-rules/functions.ts';

describe('Functions', () => {
  it('are exactly the entries, each bundled from its folder', async () => {
    const found = functions(await deployed())
      .map(entryOf)
      .sort();
    expect(found).toEqual(entryNames());
    expect(found.length).toBeGreaterThanOrEqual(26);
  });

  it('have fixed names only where operators call them', async () => {
    const named = functions(await deployed()).flatMap(
      ({ properties }) => textAt(properties, 'FunctionName') || [],
    );
    expect(named.sort()).toEqual(
      ['create-firm', 'erase-firm', 'export-firm', 'run-sync'].map((name) => `practice-sync-${name}`),
    );
  });
});

describe('The stacks', () => {
  it('give an event that a function failed at one more try, and then to the queue of failures', async () => {
    const resources = await deployed();
    const tries = resources.filter(({ type }) => type === 'AWS::Lambda::EventInvokeConfig');
    const queued = resources.filter(
      ({ type, properties }) =>
        type === 'AWS::Lambda::Function' && properties['DeadLetterConfig'] !== undefined,
    );
    expect(tries.map(({ properties }) => properties['MaximumRetryAttempts'])).toEqual(queued.map(() => 1));
    expect(queued.length).toBeGreaterThan(3);
  });

  it('have no other kinds of resources than these', async () => {
    expect([...new Set((await deployed()).map(({ type }) => type.replace('AWS::', '')))].sort()).toEqual(
      KINDS,
    );
  });

  it('have as many roles, policies and log groups as there are things that need one', async () => {
    const all = await deployed();
    const count = (type: string) => ofType(all, type).length;
    const actors = count('Lambda::Function') + count('StepFunctions::StateMachine');
    expect(count('IAM::Role')).toBe(actors + count('Scheduler::Schedule'));
    // One more: the pre-token trigger's right to read users would else wait for the pool, which waits for the trigger.
    expect(count('IAM::Policy')).toBe(count('IAM::Role') + 1);
    expect(count('Logs::LogGroup')).toBe(actors + count('ApiGatewayV2::Stage'));
    expect(count('Lambda::Permission')).toBe(
      count('ApiGatewayV2::Route') + count('Events::Rule') + count('Cognito::UserPool'),
    );
  });
});

const KINDS = [
  'ApiGatewayV2::Api',
  'ApiGatewayV2::Authorizer',
  'ApiGatewayV2::Integration',
  'ApiGatewayV2::Route',
  'ApiGatewayV2::Stage',
  'CloudWatch::Alarm',
  'CloudWatch::Dashboard',
  'Cognito::UserPool',
  'Cognito::UserPoolClient',
  'DynamoDB::Table',
  'Events::Rule',
  'IAM::Policy',
  'IAM::Role',
  'KMS::Key',
  'Lambda::EventInvokeConfig',
  'Lambda::Function',
  'Lambda::Permission',
  'Logs::LogGroup',
  'SES::ConfigurationSet',
  'SES::ConfigurationSetEventDestination',
  'SES::EmailIdentity',
  'SNS::Topic',
  'SNS::TopicPolicy',
  'SQS::Queue',
  'SQS::QueuePolicy',
  'Scheduler::Schedule',
  'SecretsManager::Secret',
  'StepFunctions::StateMachine',
];
