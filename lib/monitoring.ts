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
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Background } from './background.ts';
import type { DataStack } from './data-stack.ts';
import { OwnMetrics } from './own-metrics.ts';

export interface MonitoringProps {
  failures: IQueue;
  syncFirm: StateMachine;
  dispatch: StateMachine;
  api: HttpApi;
  background: Background;
  data: DataStack;
}

interface AlarmProps {
  metric: IMetric;
  threshold: number;
  /** Whom it hurts and how. */
  impact: string;
  /** Heading in docs/runbook.md. */
  runbook: string;
  /** In how many periods on end. @default 1 */
  periods?: number;
  /** No figure is as bad as a bad one: for what is to be heard of all the time. */
  silenceAlarms?: boolean;
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
      metric: props.data.identity.preToken.metricErrors({ period }),
      threshold: 1,
      impact: 'People cannot sign in, or lose their sign-in after five minutes.',
      runbook: 'sign-in-errors',
    });
    this.alarmsOfOwnMetrics(new OwnMetrics(props.data.context.name, period));
    this.throttleAlarms(props.data, period);
  }

  private alarmsOfOwnMetrics(own: OwnMetrics): void {
    this.alarm('SyncsBehind', {
      metric: own.of('SecondsOverdue', 'Maximum'),
      threshold: 3600,
      periods: 4,
      silenceAlarms: true,
      impact: 'Firms that are due are not synced, for an hour now; portals grow stale.',
      runbook: 'syncs-behind',
    });
    this.alarm('MailsGivenUp', {
      metric: own.mailsGivenUp(),
      threshold: 1,
      impact: 'Somebody will never get a mail: of a sync, a lost connection or missing MFA.',
      runbook: 'mails-given-up',
    });
    this.alarm('RefusalsUnrecorded', {
      metric: own.of('RefusalsUnrecorded', 'Sum'),
      threshold: 1,
      impact: 'Refused requests are missing in the audit log, which firms are promised to be complete.',
      runbook: 'refusals-unrecorded',
    });
  }

  private throttleAlarms({ records, connections, audit }: DataStack, period: Duration): void {
    for (const table of [records, connections, audit]) {
      this.alarm(`${table.node.id}Throttled`, {
        metric: table.metricThrottles(period),
        threshold: 100,
        impact: 'Pages load slowly and syncs take longer; what is throttled for long fails.',
        runbook: 'table-throttled',
      });
    }
    this.alarm('FunctionsThrottled', {
      metric: LambdaFunction.metricAllThrottles({ period, statistic: 'Sum' }),
      threshold: 10,
      impact: 'Requests fail and syncs wait: the account runs as many functions at once as it may.',
      runbook: 'functions-throttled',
    });
  }

  private alarm(id: string, props: AlarmProps): void {
    new Alarm(this, id, {
      alarmDescription: `${props.impact} Runbook: docs/runbook.md#${props.runbook}`,
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: props.periods ?? 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData:
        props.silenceAlarms === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
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
