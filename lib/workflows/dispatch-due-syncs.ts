import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Env as EndInterruptedRuns } from '../../functions/workflow/dispatch-due-syncs/end-interrupted-runs/index.ts';
import type { Env as FindDueFirms } from '../../functions/workflow/dispatch-due-syncs/find-due-firms/index.ts';
import { PeriodicTarget } from '../constructs/periodic-target.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { StateMachineFile } from '../constructs/state-machine-file.ts';
import type { SharedProps } from './shared-props.ts';

/** `state-machines/dispatch-due-syncs.asl.json`: every 15 minutes, every firm whose time has come. */
export class DispatchDueSyncs extends Construct {
  readonly machine: StateMachineFile;

  constructor(scope: Construct, id: string, props: SharedProps & { syncFirm: StateMachine }) {
    super(scope, id);
    const { data, failures, portalUrl, syncFirm } = props;
    this.machine = new StateMachineFile(this, 'Machine', {
      context: data.context,
      file: 'dispatch-due-syncs',
      functions: {
        EndInterruptedRuns: new ServiceFunction<EndInterruptedRuns>(this, 'EndInterruptedRuns', {
          context: data.context,
          entry: 'workflow/dispatch-due-syncs/end-interrupted-runs',
          description: 'functions/workflow/dispatch-due-syncs/end-interrupted-runs',
          timeout: Duration.minutes(2),
          environment: {
            RECORDS_TABLE_NAME: data.records.tableName,
            CONNECTIONS_TABLE_NAME: data.connections.tableName,
            AUDIT_TABLE_NAME: data.audit.tableName,
            PORTAL_URL: portalUrl,
          },
          grants: [
            data.records.grantOf('GetItem', 'PutItem', 'Query'),
            data.connections.grantOf('GetItem', 'UpdateItem'),
            data.connections.grantQueryOn('due-index'),
            data.audit.grantOf('PutItem'),
          ],
        }),
        FindDueFirms: new ServiceFunction<FindDueFirms>(this, 'FindDueFirms', {
          context: data.context,
          entry: 'workflow/dispatch-due-syncs/find-due-firms',
          description: 'functions/workflow/dispatch-due-syncs/find-due-firms',
          environment: { CONNECTIONS_TABLE_NAME: data.connections.tableName },
          grants: [data.connections.grantQueryOn('due-index')],
        }),
      },
      substitutions: { SyncFirmStateMachineArn: syncFirm.stateMachineArn },
    });
    this.machine.addToRolePolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [syncFirm.stateMachineArn] }),
    );
    new PeriodicTarget(this, 'EveryQuarterHour', {
      description: 'Starts the syncs that are due',
      expression: 'rate(15 minutes)',
      target: { arn: this.machine.stateMachineArn, action: 'states:StartExecution' },
      failures,
    });
  }
}
