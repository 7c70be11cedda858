import { Aws, Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Background } from './background.ts';

export interface MonitoringProps {
  failures: IQueue;
  syncFirm: StateMachine;
  dispatch: StateMachine;
  api: HttpApi;
  background: Background;
  preToken: IFunction;
}

interface AlarmProps {
  metric: IMetric;
  threshold: number;
  /** Whom it hurts and how. */
  impact: string;
  /** Heading in docs/runbook.md. */
  runbook: string;
}

/** Alarms by what they mean for firms; each names its section of the runbook. */
export class Monitoring extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Alarms', { displayName: 'Practice sync alarms', enforceSSL: true });
    // enforceSSL replaces the policy that a topic has by itself, and with it the alarms' own permission.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    const period = Duration.minutes(15);
    this.alarm('FailedWork', {
      metric: props.failures.metricApproximateNumberOfMessagesVisible({ period }),
      threshold: 1,
      impact: 'Background work was given up: a schedule, a mail or the end of a sync.',
      runbook: 'failed-work',
    });
    this.alarm('DispatchFailed', {
      metric: unsuccessful(props.dispatch, period),
      threshold: 1,
      impact: 'Scheduled syncs are not started; portals grow stale.',
      runbook: 'dispatch-failed',
    });
    this.alarm('ManySyncsFail', {
      metric: unsuccessful(props.syncFirm, period),
      threshold: 20,
      impact: 'Many firms at once get no new data: likely Xero, or a fault of ours.',
      runbook: 'many-syncs-fail',
    });
    this.alarm('ApiErrors', {
      metric: props.api.metricServerError({ period, statistic: 'Sum' }),
      threshold: 5,
      impact: 'People see errors in the portal.',
      runbook: 'api-errors',
    });
    this.alarm('MailErrors', {
      metric: props.background.deliverMail.metricErrors({ period }),
      threshold: 1,
      impact: 'Summaries wait in the outbox.',
      runbook: 'mail-errors',
    });
    this.alarm('SignInErrors', {
      metric: props.preToken.metricErrors({ period }),
      threshold: 1,
      impact: 'People cannot sign in, or lose their sign-in after five minutes.',
      runbook: 'sign-in-errors',
    });
  }

  private alarm(id: string, props: AlarmProps): void {
    new Alarm(this, id, {
      alarmDescription: `${props.impact} Runbook: docs/runbook.md#${props.runbook}`,
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}

/** An execution that ran out of time did not fail in the words of CloudWatch. */
function unsuccessful(machine: StateMachine, period: Duration): IMetric {
  return new MathExpression({
    expression: 'failed + timedOut',
    usingMetrics: {
      failed: machine.metricFailed({ period }),
      timedOut: machine.metricTimedOut({ period }),
    },
    label: 'Executions that failed or ran out of time',
    period,
  });
}
