import { describe, expect, it } from 'vitest';
import { entryNames } from '../../lib/constructs/bundles.ts';
import {
  always,
  at,
  type Deployed,
  deployed,
  listAt,
  ofType,
  proveRules,
  type Rule,
  textAt,
  withChange,
  withResource,
} from '../support/infra.ts';

/** Invoked by a schedule or a rule: nobody waits for their answer. */
const ASYNCHRONOUS = [
  'trigger/deliver-mail',
  'trigger/execution-ended',
  'trigger/finish-disconnects',
  'trigger/record-mail-problem',
];

const functions = (all: readonly Deployed[]) => ofType(all, 'Lambda::Function');
const entryOf = (fn: Deployed) => textAt(fn.properties, 'Environment.Variables.POWERTOOLS_SERVICE_NAME');

const ownRoles: Rule = (all) => {
  const roles = functions(all).map(({ properties }) => textAt(properties, 'Role'));
  const shared = roles.filter((role, index) => roles.indexOf(role) !== index);
  const foreign = ofType(all, 'IAM::Role')
    .filter(({ arn }) => roles.includes(arn ?? ''))
    .filter(
      ({ properties }) =>
        JSON.stringify(
          listAt(properties, 'AssumeRolePolicyDocument.Statement').map((each) => at(each, 'Principal')),
        ) !== '[{"Service":"lambda.amazonaws.com"}]',
    );
  return [...shared, ...foreign.map(({ logicalId }) => `${logicalId} trusts others`)];
};

const ownLogs: Rule = (all) => {
  const [key] = ofType(all, 'KMS::Key');
  const groups = new Map(ofType(all, 'Logs::LogGroup').map((group) => [group.name, group.properties]));
  const used = new Set<string>();
  return functions(all).flatMap(({ logicalId, properties }) => {
    const name = textAt(properties, 'LoggingConfig.LogGroup');
    const group = groups.get(name);
    if (group === undefined || used.has(name)) return [`${logicalId} has no log group of its own`];
    used.add(name);
    return [
      ...(at(group, 'RetentionInDays') === 400
        ? []
        : [`${logicalId}: logs end after ${String(at(group, 'RetentionInDays'))} days`]),
      ...(at(group, 'KmsKeyId') === key?.arn ? [] : [`${logicalId}: logs are not encrypted with our key`]),
    ];
  });
};

const retention: Rule = (all) =>
  ofType(all, 'Logs::LogGroup')
    .filter(({ properties }) => !Number.isInteger(at(properties, 'RetentionInDays')))
    .map(({ logicalId }) => `${logicalId} is kept for ever`);

/** API Gateway gives up after 30 seconds, Cognito after 5. */
const timeouts: Rule = (all) =>
  functions(all).flatMap((fn) => {
    const limit = entryOf(fn).startsWith('api/')
      ? 29
      : entryOf(fn) === 'trigger/pre-token-generation'
        ? 5
        : 900;
    const timeout = Number(at(fn.properties, 'Timeout'));
    return timeout >= 5 && timeout <= limit ? [] : [`${fn.logicalId}: ${String(timeout)} seconds`];
  });

const closed: Rule = (all) => [
  ...ofType(all, 'Lambda::Url').map(({ logicalId }) => `${logicalId} opens a function to the world`),
  ...ofType(all, 'Lambda::Permission').flatMap(({ logicalId, properties }) => {
    const allowed = ['apigateway.amazonaws.com', 'cognito-idp.amazonaws.com', 'events.amazonaws.com'];
    const { Principal, SourceArn } = {
      Principal: textAt(properties, 'Principal'),
      SourceArn: textAt(properties, 'SourceArn'),
    };
    return allowed.includes(Principal) && SourceArn.startsWith('arn:aws:') && !SourceArn.endsWith(':*')
      ? []
      : [`${logicalId}: ${Principal} from ${SourceArn}`];
  }),
];

const givenUpWorkIsKept: Rule = (all) => {
  const [queue] = ofType(all, 'SQS::Queue');
  return functions(all)
    .filter(
      (fn) =>
        ASYNCHRONOUS.includes(entryOf(fn)) !==
        (textAt(fn.properties, 'DeadLetterConfig.TargetArn') === queue?.arn),
    )
    .map(({ logicalId }) => logicalId);
};

/** Who is invoked without anybody waiting: targets of schedules and rules. */
const asynchronousAreKnown: Rule = (all) => {
  const targets = [
    ...ofType(all, 'Scheduler::Schedule').map(({ properties }) => textAt(properties, 'Target.Arn')),
    ...ofType(all, 'Events::Rule').flatMap(({ properties }) =>
      listAt(properties, 'Targets').map((target) => textAt(target, 'Arn')),
    ),
  ];
  const found = functions(all)
    .filter(({ arn }) => targets.includes(arn ?? ''))
    .map(entryOf)
    .sort();
  return JSON.stringify(found) === JSON.stringify(ASYNCHRONOUS) ? [] : found;
};

proveRules('Functions', [
  {
    rule: 'run on arm64 with Node.js 24, traced',
    check: always('Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    }),
    weaken: withChange('Lambda::Function', 'Runtime', 'nodejs20.x'),
  },
  {
    rule: 'have a role each, which only Lambda may take',
    check: ownRoles,
    weaken: (all) => withChange('Lambda::Function', 'Role', functions(all)[1]?.properties['Role'])(all),
  },
  {
    rule: 'have a log group each, kept 400 days and encrypted',
    check: ownLogs,
    weaken: withChange('Logs::LogGroup', 'RetentionInDays', 7, 'SyncFirmBeginSync'),
  },
  {
    rule: 'no log is kept for ever',
    check: retention,
    weaken: withChange('Logs::LogGroup', 'RetentionInDays', undefined, 'SyncFirmMachine'),
  },
  {
    rule: 'end before whoever waits for them gives up',
    check: timeouts,
    weaken: withChange('Lambda::Function', 'Timeout', 60, 'Routes'),
  },
  {
    rule: 'can be invoked by the named parts of this service alone',
    check: closed,
    weaken: withResource('Lambda::Url', { AuthType: 'NONE' }),
  },
  {
    rule: 'leave what they gave up in the failure queue, if nobody waits for their answer',
    check: givenUpWorkIsKept,
    weaken: withChange('Lambda::Function', 'DeadLetterConfig', undefined, 'BackgroundDeliverMail'),
  },
  {
    rule: 'are known to be asynchronous where schedules and rules invoke them',
    check: asynchronousAreKnown,
    weaken: withChange('Scheduler::Schedule', 'Target.Arn', 'arn:aws:lambda:x', 'BackgroundSendWaitingMail'),
  },
]);

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
    expect(named.sort()).toEqual(['practice-sync-create-firm', 'practice-sync-run-sync']);
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
