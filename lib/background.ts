import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Env as DeliverMail } from '../functions/trigger/deliver-mail/index.ts';
import type { Env as FinishDisconnects } from '../functions/trigger/finish-disconnects/index.ts';
import type { Env as RecordMailProblem } from '../functions/trigger/record-mail-problem/index.ts';
import { PeriodicTarget } from './constructs/periodic-target.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { mailEnvironment, mailGrants } from './mail-grants.ts';
import type { SharedProps } from './workflows/shared-props.ts';
import { tokenGrants, xeroEnvironment } from './xero-settings.ts';

/** What goes on without anybody asking: mails that wait, disconnects that Xero could not be told of. */
export class Background extends Construct {
  readonly deliverMail: ServiceFunction;
  readonly finishDisconnects: ServiceFunction;

  constructor(scope: Construct, id: string, props: SharedProps) {
    super(scope, id);
    const { data, portalUrl, failures } = props;
    this.deliverMail = new ServiceFunction<DeliverMail>(this, 'DeliverMail', {
      context: data.context,
      entry: 'trigger/deliver-mail',
      description: 'Sends the mails that wait in the outbox',
      failures,
      timeout: Duration.minutes(2),
      environment: {
        RECORDS_TABLE_NAME: data.records.tableName,
        CONNECTIONS_TABLE_NAME: data.connections.tableName,
        USER_POOL_ID: data.identity.pool.userPoolId,
        ...mailEnvironment(data),
      },
      grants: [
        ...mailGrants(data),
        data.records.grantOf('GetItem'),
        data.records.grantQueryOn('due-index'),
        data.connections.grantOf('GetItem'),
        data.identity.grantOf('AdminGetUser'),
      ],
    });
    this.finishDisconnects = new ServiceFunction<FinishDisconnects>(this, 'FinishDisconnects', {
      context: data.context,
      entry: 'trigger/finish-disconnects',
      description: 'Removes connections at Xero that could not be removed when a firm disconnected',
      failures,
      timeout: Duration.minutes(5),
      environment: {
        CONNECTIONS_TABLE_NAME: data.connections.tableName,
        TOKEN_KEY_SECRET_ARN: data.tokenKey.secretArn,
        ...xeroEnvironment(data, portalUrl),
      },
      grants: [...tokenGrants(data), data.connections.grantQueryOn('due-index'), data.xeroApp.grantUse()],
    });
    this.watchMailProblems(props);
    this.every(5, 'SendWaitingMail', this.deliverMail, failures);
    this.every(15, 'CleanUpDisconnects', this.finishDisconnects, failures);
  }

  /** What SES tells of the mails that were sent with our configuration set. */
  private watchMailProblems({ data, failures }: SharedProps): void {
    const fn = new ServiceFunction<RecordMailProblem>(this, 'RecordMailProblem', {
      context: data.context,
      entry: 'trigger/record-mail-problem',
      description: 'Keeps mails from addresses that bounced or complained',
      failures,
      environment: { RECORDS_TABLE_NAME: data.records.tableName },
      grants: [data.records.grantOf('PutItem')],
    });
    new Rule(this, 'MailProblems', {
      description: 'Bounces and complaints about our mails',
      eventPattern: {
        source: ['aws.ses'],
        detailType: ['Email Bounced', 'Email Complaint Received'],
        detail: { mail: { tags: { 'ses:configuration-set': [data.mails.configurationSetName] } } },
      },
      targets: [
        new LambdaFunction(fn, {
          deadLetterQueue: failures,
          retryAttempts: 5,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
  }

  private every(minutes: number, id: string, fn: ServiceFunction, failures: SharedProps['failures']): void {
    new PeriodicTarget(this, id, {
      description: `Every ${String(minutes)} minutes: ${fn.node.id}`,
      expression: `rate(${String(minutes)} minutes)`,
      target: { arn: fn.functionArn, action: 'lambda:InvokeFunction' },
      failures,
    });
  }
}
