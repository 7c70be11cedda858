import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Env as ExecutionEnded } from '../../functions/trigger/execution-ended/index.ts';
import type { Env as BeginSync } from '../../functions/workflow/sync-firm/begin-sync/index.ts';
import type { Env as CheckConnection } from '../../functions/workflow/sync-firm/check-connection/index.ts';
import type { Env as CompleteSync } from '../../functions/workflow/sync-firm/complete-sync/index.ts';
import type { Env as FailSync } from '../../functions/workflow/sync-firm/fail-sync/index.ts';
import type { Env as FindChanges } from '../../functions/workflow/sync-firm/find-changes/index.ts';
import type { Env as ImportPage } from '../../functions/workflow/sync-firm/import-page/index.ts';
import type { Env as SendSummary } from '../../functions/workflow/sync-firm/send-summary/index.ts';
import { ServiceFunction, type ServiceFunctionProps } from '../constructs/service-function.ts';
import { StateMachineFile } from '../constructs/state-machine-file.ts';
import { mailEnvironment, mailGrants } from '../mail-grants.ts';
import { tokenGrants, xeroEnvironment } from '../xero-settings.ts';
import type { SharedProps } from './shared-props.ts';

type TaskProps<Env extends object> = Pick<
  ServiceFunctionProps<Env>,
  'environment' | 'grants' | 'timeout' | 'memoryMb'
>;

/** `state-machines/sync-firm.asl.json` with its tasks, and the guard for executions that end without Fail sync. */
export class SyncFirm extends Construct {
  readonly machine: StateMachineFile;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SharedProps,
  ) {
    super(scope, id);
    this.machine = new StateMachineFile(this, 'Machine', {
      context: props.data.context,
      file: 'sync-firm',
      functions: { ...this.readingTasks(), ...this.endingTasks() },
    });
    this.watchAbnormalEnds();
  }

  private readingTasks(): Record<string, ServiceFunction> {
    const { data, portalUrl } = this.props;
    const tables = this.tables();
    const audit = { AUDIT_TABLE_NAME: data.audit.tableName };
    const tokenKey = { TOKEN_KEY_SECRET_ARN: data.tokenKey.secretArn };
    return {
      BeginSync: this.task<BeginSync>('begin-sync', {
        timeout: Duration.seconds(100),
        environment: { ...tables, ...audit, ...tokenKey, ...xeroEnvironment(data, portalUrl) },
        grants: [
          data.records.grantOf('GetItem', 'PutItem'),
          ...tokenGrants(data),
          data.audit.grantOf('PutItem'),
          data.xeroApp.grantUse(),
        ],
      }),
      FindChanges: this.task<FindChanges>('find-changes', {
        timeout: Duration.minutes(15),
        memoryMb: 1024,
        environment: { ...tables, ...tokenKey },
        grants: [
          data.records.grantOf('GetItem', 'BatchGetItem', 'PutItem', 'Query'),
          data.records.grantQueryOn('list-index'),
          data.connections.grantOf('GetItem', 'UpdateItem'),
          data.tokenKey.grantUse(),
        ],
      }),
      CheckConnection: this.task<CheckConnection>('check-connection', {
        timeout: Duration.seconds(110),
        environment: { ...tables, ...audit, ...tokenKey, ...xeroEnvironment(data, portalUrl) },
        grants: [
          data.records.grantOf('GetItem', 'PutItem'),
          ...tokenGrants(data),
          data.audit.grantOf('PutItem'),
          data.xeroApp.grantUse(),
        ],
      }),
      ImportPage: this.task<ImportPage>('import-page', {
        timeout: Duration.minutes(5),
        environment: { ...tables, ...audit },
        grants: [
          data.records.grantOf('GetItem', 'PutItem', 'UpdateItem'),
          data.connections.grantOf('GetItem', 'UpdateItem'),
          data.audit.grantOf('PutItem'),
        ],
      }),
    };
  }

  /** Everything that ends a run writes its history, its mails and the connection. */
  private ending() {
    const { data, portalUrl } = this.props;
    return {
      timeout: Duration.seconds(60),
      environment: { ...this.tables(), AUDIT_TABLE_NAME: data.audit.tableName, PORTAL_URL: portalUrl },
      grants: [
        data.records.grantOf('GetItem', 'PutItem', 'Query'),
        data.connections.grantOf('GetItem', 'UpdateItem'),
        data.audit.grantOf('PutItem'),
      ],
    };
  }

  private endingTasks(): Record<string, ServiceFunction> {
    const { data } = this.props;
    const ending = this.ending();
    return {
      // Only the summary of a sync that ended well tells of clients.
      CompleteSync: this.task<CompleteSync>('complete-sync', {
        ...ending,
        grants: [...ending.grants, data.records.grantQueryOn('list-index')],
      }),
      SendSummary: this.task<SendSummary>('send-summary', {
        timeout: Duration.seconds(60),
        environment: { RECORDS_TABLE_NAME: data.records.tableName, ...mailEnvironment(data) },
        grants: [...mailGrants(data), data.records.grantOf('Query')],
      }),
      FailSync: this.task<FailSync>('fail-sync', {
        ...ending,
        environment: { ...ending.environment, ...mailEnvironment(data) },
        grants: [...ending.grants, ...mailGrants(data)],
      }),
    };
  }

  /** An execution that was stopped, ran out of time or broke before Fail sync leaves a run that nobody ends. */
  private watchAbnormalEnds(): void {
    const { data, failures } = this.props;
    const fn = new ServiceFunction<ExecutionEnded>(this, 'ExecutionEnded', {
      context: data.context,
      entry: 'trigger/execution-ended',
      description: 'Ends the runs of executions that ended without doing so',
      failures,
      ...this.ending(),
    });
    new Rule(this, 'AbnormalEnd', {
      description: 'Executions of sync-firm that did not succeed',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [this.machine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [
        new LambdaFunction(fn, {
          deadLetterQueue: failures,
          retryAttempts: 5,
          maxEventAge: Duration.hours(2),
        }),
      ],
    });
  }

  private task<Env extends object>(folder: string, props: TaskProps<Env>): ServiceFunction<Env> {
    const id = folder.replace(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());
    return new ServiceFunction<Env>(this, id, {
      context: this.props.data.context,
      entry: `workflow/sync-firm/${folder}`,
      description: `functions/workflow/sync-firm/${folder}`,
      ...props,
    });
  }

  private tables() {
    const { data } = this.props;
    return { RECORDS_TABLE_NAME: data.records.tableName, CONNECTIONS_TABLE_NAME: data.connections.tableName };
  }
}
