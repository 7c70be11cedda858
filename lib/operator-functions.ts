import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Env as CreateFirm } from '../functions/trigger/create-firm/index.ts';
import type { Env as EraseFirm } from '../functions/trigger/erase-firm/index.ts';
import type { Env as ExportFirm } from '../functions/trigger/export-firm/index.ts';
import type { Env as RunSync } from '../functions/trigger/run-sync/index.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import type { DataStack } from './data-stack.ts';
import { startGrants } from './workflows/grants.ts';
import type { SharedProps } from './workflows/shared-props.ts';

export interface OperatorFunctionsProps extends SharedProps {
  syncFirm: StateMachine;
  dispatch: StateMachine;
}

/** What operators invoke by name; who may, is a matter of their own IAM permissions. */
export class OperatorFunctions extends Construct {
  readonly createFirm: ServiceFunction;
  readonly runSync: ServiceFunction;

  constructor(scope: Construct, id: string, props: OperatorFunctionsProps) {
    super(scope, id);
    const { data, syncFirm, dispatch } = props;
    const { context } = data;
    this.createFirm = new ServiceFunction<CreateFirm>(this, 'CreateFirm', {
      context,
      entry: 'trigger/create-firm',
      functionName: `${context.name}-create-firm`,
      description: 'Creates a firm and its first users',
      timeout: Duration.seconds(60),
      environment: {
        RECORDS_TABLE_NAME: data.records.tableName,
        AUDIT_TABLE_NAME: data.audit.tableName,
        USER_POOL_ID: data.identity.pool.userPoolId,
      },
      grants: [
        data.records.grantOf('GetItem', 'PutItem', 'UpdateItem'),
        data.audit.grantOf('PutItem'),
        data.identity.grantOf('AdminCreateUser', 'AdminGetUser'),
      ],
    });
    this.runSync = new ServiceFunction<RunSync>(this, 'RunSync', {
      context,
      entry: 'trigger/run-sync',
      functionName: `${context.name}-run-sync`,
      description: 'Syncs one firm or all of them now',
      timeout: Duration.minutes(5),
      environment: {
        RECORDS_TABLE_NAME: data.records.tableName,
        CONNECTIONS_TABLE_NAME: data.connections.tableName,
        AUDIT_TABLE_NAME: data.audit.tableName,
        SYNC_STATE_MACHINE_ARN: syncFirm.stateMachineArn,
        DISPATCH_STATE_MACHINE_ARN: dispatch.stateMachineArn,
      },
      grants: [
        data.records.grantOf('PutItem'),
        data.connections.grantOf('GetItem', 'UpdateItem'),
        data.connections.grantQueryOn('due-index'),
        data.audit.grantOf('PutItem'),
        startGrants(syncFirm),
        startGrants(dispatch),
      ],
    });
    this.exportFirm(data);
    this.eraseFirm(data);
  }

  private exportFirm({ context, records, audit }: DataStack): void {
    new ServiceFunction<ExportFirm>(this, 'ExportFirm', {
      context,
      entry: 'trigger/export-firm',
      functionName: `${context.name}-export-firm`,
      description: 'Gives all records of a firm, a page at a time',
      timeout: Duration.seconds(60),
      environment: { RECORDS_TABLE_NAME: records.tableName, AUDIT_TABLE_NAME: audit.tableName },
      grants: [records.grantOf('GetItem', 'Query'), audit.grantOf('PutItem')],
    });
  }

  private eraseFirm({ context, records, connections, audit, identity }: DataStack): void {
    new ServiceFunction<EraseFirm>(this, 'EraseFirm', {
      context,
      entry: 'trigger/erase-firm',
      functionName: `${context.name}-erase-firm`,
      description: 'Erases a firm that is not connected',
      timeout: Duration.minutes(2),
      environment: {
        RECORDS_TABLE_NAME: records.tableName,
        CONNECTIONS_TABLE_NAME: connections.tableName,
        AUDIT_TABLE_NAME: audit.tableName,
        USER_POOL_ID: identity.pool.userPoolId,
      },
      grants: [
        records.grantOf('GetItem', 'Query', 'DeleteItem'),
        connections.grantOf('GetItem', 'UpdateItem', 'DeleteItem'),
        audit.grantOf('PutItem'),
        identity.grantOf('AdminDeleteUser'),
      ],
    });
  }
}
