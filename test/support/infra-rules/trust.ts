import {
  at,
  type Deployed,
  listAt,
  ofType,
  type ProvenRule,
  type Rule,
  textAt,
  textsAt,
  withChange,
} from '../infra.ts';

const MAY_TAKE_ROLES = ['lambda.amazonaws.com', 'states.amazonaws.com', 'scheduler.amazonaws.com'];

const statementsOf = ({ properties }: Deployed) =>
  ['PolicyDocument', 'KeyPolicy', 'AssumeRolePolicyDocument'].flatMap((document) =>
    listAt(properties, `${document}.Statement`),
  );

const trustedRoles: Rule = (all) =>
  ofType(all, 'IAM::Role').flatMap((role) => {
    const [statement, ...others] = statementsOf(role);
    const { Service, ...more } = (at(statement, 'Principal') ?? {}) as Record<string, unknown>;
    return MAY_TAKE_ROLES.includes(String(Service)) && others.length + Object.keys(more).length === 0
      ? []
      : [`${role.logicalId} may be taken by ${JSON.stringify(at(statement, 'Principal'))}`];
  });

/** AWS's services on behalf of named resources or of this account, and whom the account itself allows. */
const ownAccountOnly: Rule = (all) =>
  ['SQS::QueuePolicy', 'SNS::TopicPolicy', 'KMS::Key'].flatMap((type) =>
    ofType(all, type).flatMap((policy) =>
      statementsOf(policy)
        .filter((statement) => textAt(statement, 'Effect') === 'Allow')
        .filter((statement) => {
          const [service, account] = ['Service', 'AWS'].map((kind) => textAt(statement, `Principal.${kind}`));
          const logs = type === 'KMS::Key' && /^logs\.[\w-]+\.amazonaws\.com$/.test(service ?? '');
          const bound = at(statement, 'Condition') !== undefined && service !== '';
          return !(logs || bound || account === 'arn:aws:iam::000000000000:root');
        })
        .map((statement) => `${policy.logicalId} allows ${JSON.stringify(at(statement, 'Principal'))}`),
    ),
  );

const noNotActions: Rule = (all) =>
  ofType(all, 'IAM::Policy').flatMap((policy) =>
    statementsOf(policy)
      .filter(
        (statement) =>
          textsAt(statement, 'Action').length === 0 ||
          textsAt(statement, 'Resource').length === 0 ||
          textAt(statement, 'Effect') !== 'Allow',
      )
      .map((statement) => `${policy.logicalId}: ${JSON.stringify(statement)}`),
  );

export const TRUST_RULES: readonly ProvenRule[] = [
  {
    rule: 'a role is taken by one service of AWS and by nobody else',
    check: trustedRoles,
    weaken: withChange('IAM::Role', 'AssumeRolePolicyDocument.Statement.0.Principal', { AWS: '*' }),
  },
  {
    rule: 'queue, topic and key are open to this account alone',
    check: ownAccountOnly,
    weaken: withChange('KMS::Key', 'KeyPolicy.Statement.0.Principal', { AWS: '*' }),
  },
  {
    rule: 'a policy names what it allows: nothing by exclusion',
    check: noNotActions,
    weaken: withChange('IAM::Policy', 'PolicyDocument.Statement', [
      { Effect: 'Allow', NotAction: 'iam:*', Resource: 'x' },
    ]),
  },
];
