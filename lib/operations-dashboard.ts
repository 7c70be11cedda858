import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type StateMachine, StateTransitionMetric } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import { OwnMetrics } from './own-metrics.ts';

export interface DashboardProps {
  data: DataStack;
  failures: IQueue;
  api: HttpApi;
  syncFirm: StateMachine;
  dispatch: StateMachine;
}

const period = Duration.minutes(15);
const sum = { period, statistic: 'Sum' };

/** Is it healthy for the firms, and what does it cost: one page, a row for each question. */
export class OperationsDashboard extends Construct {
  private readonly own: OwnMetrics;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DashboardProps,
  ) {
    super(scope, id);
    const { name } = props.data.context;
    this.own = new OwnMetrics(name, period);
    new Dashboard(this, 'Page', {
      dashboardName: name,
      defaultInterval: Duration.days(1),
      widgets: [
        [new TextWidget({ width: 24, height: 3, markdown: markdownOf(name) })],
        this.syncs(),
        this.xero(),
        this.people(),
        this.mails(),
        this.tables(),
        this.costs(),
      ],
    });
  }

  private syncs(): IWidget[] {
    const { own } = this;
    const { syncFirm, dispatch, failures } = this.props;
    return [
      graph('Syncs ended by outcome and mode, firms found due', [
        own.parts('SyncsEnded'),
        own.of('FirmsDue', 'Sum'),
      ]),
      graph('How late: seconds overdue, seconds till begun', [
        own.of('SecondsOverdue', 'Maximum'),
        own.of('SecondsTillBegun', 'p95'),
      ]),
      graph('Given up', [
        syncFirm.metricFailed({ ...sum, label: 'Executions of sync-firm that failed' }),
        syncFirm.metricTimedOut({ ...sum, label: 'Executions of sync-firm that ran out of time' }),
        dispatch.metricFailed({ ...sum, label: 'Executions of dispatch-due-syncs that failed' }),
        failures.metricApproximateNumberOfMessagesVisible({ period, label: 'Messages in Failures' }),
      ]),
    ];
  }

  private xero(): IWidget[] {
    const { own } = this;
    return [
      graph('Requests to Xero', [own.of('XeroRequests', 'Sum')]),
      graph('Least left of a practice’s 5,000 a day', [own.of('QuotaDayLeft', 'Minimum')]),
      graph('Records that could not be read', [own.of('RecordProblems', 'Sum')]),
    ];
  }

  private people(): IWidget[] {
    const { api, data } = this.props;
    const dimensionsMap = {
      UserPool: data.identity.pool.userPoolId,
      UserPoolClient: data.identity.client.userPoolClientId,
    };
    return [
      graph('API: milliseconds', [
        api.metricLatency({ period, statistic: 'p50' }),
        api.metricLatency({ period, statistic: 'p99' }),
      ]),
      graph('API: requests and errors', [
        api.metricCount(sum),
        api.metricClientError(sum),
        api.metricServerError(sum),
      ]),
      graph('Signing in: share that succeeded, restricted tokens, refusals not recorded', [
        new Metric({
          namespace: 'AWS/Cognito',
          metricName: 'SignInSuccesses',
          dimensionsMap,
          period,
          statistic: 'Average',
        }),
        this.own.of('TokensRestricted', 'Sum'),
        this.own.of('RefusalsUnrecorded', 'Sum'),
      ]),
    ];
  }

  private mails(): IWidget[] {
    const { own } = this;
    return [
      graph('Mails sent and postponed', [own.of('MailsSent', 'Sum'), own.of('MailsPostponed', 'Sum')]),
      graph('Mails given up', [own.parts('MailsGivenUp')]),
      graph('Addresses that bounced or complained', [own.parts('MailsReturned')]),
    ];
  }

  private tables(): IWidget[] {
    const tables = this.all();
    return [
      graph(
        'Read units',
        tables.map((table) => table.metricConsumedReadCapacityUnits({ ...sum, label: table.node.id })),
      ),
      graph('Throttled requests, of tables and functions (all of this account and region)', [
        ...tables.map((table) => table.metricThrottles(period)),
        LambdaFunction.metricAllThrottles({ ...sum, label: 'Functions: throttled' }),
      ]),
      graph('Functions at once (all of this account and region)', [
        LambdaFunction.metricAllConcurrentExecutions({ period, statistic: 'Maximum' }),
      ]),
    ];
  }

  private costs(): IWidget[] {
    const { own } = this;
    return [
      graph(
        'Write units',
        this.all().map((table) => table.metricConsumedWriteCapacityUnits({ ...sum, label: table.node.id })),
      ),
      graph('State transitions (all of this account and region)', [
        StateTransitionMetric.metricConsumedCapacity({ ...sum, label: 'Transitions' }),
      ]),
      graph('Clients written and archived', [
        own.of('ClientsWritten', 'Sum'),
        own.of('ClientsArchived', 'Sum'),
      ]),
    ];
  }

  private all() {
    const { records, connections, audit } = this.props.data;
    return [records, connections, audit];
  }
}

function graph(title: string, left: IMetric[]): IWidget {
  return new GraphWidget({ title, left, width: 8, height: 6, period, leftYAxis: { min: 0 } });
}

function markdownOf(name: string): string {
  return [
    `# ${name}`,
    'Rows: syncs, Xero, people, mail, tables, what it costs. Each alarm names its section of the **runbook**,',
    '`docs/runbook.md`; how to deploy, follow a click, restore or erase is in `docs/operations.md`.',
  ].join('\n');
}
