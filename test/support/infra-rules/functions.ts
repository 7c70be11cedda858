import {
  always,
  at,
  type Deployed,
  listAt,
  ofType,
  type ProvenRule,
  type Rule,
  textAt,
  withChange,
  withResource,
} from '../infra.ts';

/** Invoked by a schedule or a rule: nobody waits for their answer. */
const ASYNCHRONOUS = [
  'trigger/deliver-mail',
  'trigger/execution-ended',
  'trigger/finish-disconnects',
  'trigger/record-mail-problem',
];

export const functions = (all: readonly Deployed[]) => ofType(all, 'Lambda::Function');
export const entryOf = (fn: Deployed) =>
  textAt(fn.properties, 'Environment.Variables.POWERTOOLS_SERVICE_NAME');

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

/** Xero's security standard asks for a year of them. */
const retention: Rule = (all) =>
  ofType(all, 'Logs::LogGroup')
    .filter(({ properties }) => at(properties, 'RetentionInDays') !== 400)
    .map(({ logicalId, properties }) => `${logicalId}: ${String(at(properties, 'RetentionInDays'))} days`);

/** Without those of the workflows, which hold names of states and no data: vended logs come as they are. */
const encryptedLogs: Rule = (all) => {
  const [key] = ofType(all, 'KMS::Key');
  return ofType(all, 'Logs::LogGroup')
    .filter(
      ({ name, properties }) => !name.includes('/vendedlogs/') && at(properties, 'KmsKeyId') !== key?.arn,
    )
    .map(({ logicalId }) => `${logicalId} is not encrypted with our key`);
};

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

export const FUNCTION_RULES: readonly ProvenRule[] = [
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
    rule: 'every log is kept 400 days, and not for ever',
    check: retention,
    weaken: withChange('Logs::LogGroup', 'RetentionInDays', undefined, 'SyncFirmMachine'),
  },
  {
    rule: 'every log that may hold an id is encrypted with the key of this service',
    check: encryptedLogs,
    weaken: withChange('Logs::LogGroup', 'KmsKeyId', undefined, 'ApiAccessLogs'),
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
];
