import { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Env as ApproveRemovals } from '../functions/api/approve-removals/index.ts';
import type { Env as ArchiveClient } from '../functions/api/archive-client/index.ts';
import type { Env as CreateClient } from '../functions/api/create-client/index.ts';
import type { Env as DecideDuplicate } from '../functions/api/decide-duplicate/index.ts';
import type { Env as DeleteConnection } from '../functions/api/delete-connection/index.ts';
import type { Env as ExportClients } from '../functions/api/export-clients/index.ts';
import type { Env as GetClient } from '../functions/api/get-client/index.ts';
import type { Env as GetConnection } from '../functions/api/get-connection/index.ts';
import type { Env as GetImportTemplate } from '../functions/api/get-import-template/index.ts';
import type { Env as GetMe } from '../functions/api/get-me/index.ts';
import type { Env as ImportClients } from '../functions/api/import-clients/index.ts';
import type { Env as ListClients } from '../functions/api/list-clients/index.ts';
import type { Env as ListDuplicates } from '../functions/api/list-duplicates/index.ts';
import type { Env as ReceiveXeroCallback } from '../functions/api/receive-xero-callback/index.ts';
import type { Env as StartConnection } from '../functions/api/start-connection/index.ts';
import type { Env as StartSync } from '../functions/api/start-sync/index.ts';
import type { Env as UpdateClient } from '../functions/api/update-client/index.ts';
import type { Api } from './api.ts';
import { routeFolders } from './contracts.ts';
import { type Grant, ServiceFunction } from './constructs/service-function.ts';
import { firmRoutes } from './firm-routes.ts';
import { mailEnvironment, mailGrants } from './mail-grants.ts';
import { peopleRoutes } from './people-routes.ts';
import { recordRoutes } from './record-routes.ts';
import type { AddRoute, RouteProps, SignedIn } from './route-props.ts';
import { startGrants, stopGrants } from './workflows/grants.ts';
import type { SharedProps } from './workflows/shared-props.ts';
import { tokenGrants, xeroEnvironment } from './xero-settings.ts';

export interface RoutesProps extends SharedProps {
  api: Api;
  syncFirm: StateMachine;
}

/** One function per route: what it is told and what it may do. */
export class Routes extends Construct {
  private readonly made = new Set<string>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RoutesProps,
  ) {
    super(scope, id);
    this.connectionRoutes();
    this.syncRoutes();
    this.readingRoutes();
    const add: AddRoute = (folder, route) => {
      this.route(folder, route);
    };
    peopleRoutes(props, this.signedIn(), add);
    recordRoutes(props, this.signedIn(), add);
    this.editingRoutes();
    firmRoutes(props, this.signedIn(), (folder, route) => {
      this.route(folder, route);
    });
    const missing = routeFolders().filter((folder) => !this.made.has(folder));
    if (missing.length > 0) throw new Error(`Routes without a function: ${missing.join(', ')}`);
  }

  private connectionRoutes(): void {
    const { data, portalUrl, syncFirm } = this.props;
    const signedIn = this.signedIn();
    this.route<StartConnection>('start-connection', {
      environment: {
        ...signedIn,
        ...xeroEnvironment(data, portalUrl),
        AUDIT_TABLE_NAME: data.audit.tableName,
      },
      grants: [
        data.records.grantOf('GetItem'),
        data.connections.grantOf('GetItem', 'PutItem'),
        data.audit.grantOf('PutItem'),
        data.xeroApp.grantUse(),
      ],
    });
    this.route<ReceiveXeroCallback>('receive-xero-callback', {
      timeout: Duration.seconds(29),
      environment: {
        ...this.tables(),
        ...xeroEnvironment(data, portalUrl),
        USER_POOL_ID: data.identity.pool.userPoolId,
        ...mailEnvironment(data),
        TOKEN_KEY_SECRET_ARN: data.tokenKey.secretArn,
        SYNC_STATE_MACHINE_ARN: syncFirm.stateMachineArn,
      },
      grants: [
        data.records.grantOf('GetItem', 'PutItem', 'Query'),
        data.records.grantQueryOn('list-index'),
        ...mailGrants(data),
        ...tokenGrants(data),
        data.connections.grantOf('PutItem'),
        data.audit.grantOf('PutItem'),
        data.xeroApp.grantUse(),
        data.identity.grantOf('AdminGetUser'),
        startGrants(syncFirm),
      ],
    });
    this.route<GetConnection>('get-connection', {
      environment: signedIn,
      grants: [
        data.records.grantOf('GetItem', 'Query'),
        data.connections.grantOf('GetItem'),
        data.identity.grantOf('AdminGetUser'),
      ],
    });
    this.route<DeleteConnection>('delete-connection', {
      timeout: Duration.seconds(29),
      environment: {
        ...signedIn,
        ...xeroEnvironment(data, portalUrl),
        AUDIT_TABLE_NAME: data.audit.tableName,
        TOKEN_KEY_SECRET_ARN: data.tokenKey.secretArn,
        SYNC_STATE_MACHINE_ARN: syncFirm.stateMachineArn,
      },
      grants: [
        data.records.grantOf('GetItem', 'PutItem'),
        ...tokenGrants(data),
        data.audit.grantOf('PutItem'),
        data.xeroApp.grantUse(),
        stopGrants(syncFirm),
      ],
    });
  }

  private syncRoutes(): void {
    const { data, syncFirm } = this.props;
    const signedIn = this.signedIn();
    const starting = {
      environment: {
        ...signedIn,
        AUDIT_TABLE_NAME: data.audit.tableName,
        SYNC_STATE_MACHINE_ARN: syncFirm.stateMachineArn,
      },
      grants: [
        data.records.grantOf('GetItem', 'PutItem'),
        data.connections.grantOf('GetItem', 'UpdateItem'),
        data.audit.grantOf('PutItem'),
        startGrants(syncFirm),
      ],
    };
    this.route<StartSync>('start-sync', starting);
    this.route<ApproveRemovals>('approve-removals', starting);
  }

  private readingRoutes(): void {
    const { data } = this.props;
    const environment = this.signedIn();
    const items: Grant[] = [data.records.grantOf('GetItem'), data.connections.grantOf('GetItem')];
    this.route<ListClients>('list-clients', {
      environment,
      grants: [...items, data.records.grantQueryOn('list-index')],
    });
    this.route<ListDuplicates>('list-duplicates', {
      environment,
      grants: [...items, data.records.grantOf('Query')],
    });
    this.route<GetClient>('get-client', { environment, grants: items });
    this.route<GetMe>('get-me', {
      environment,
      grants: [...items, data.identity.grantOf('AdminGetUser')],
    });
  }

  /** Clients by hand and by CSV. */
  private editingRoutes(): void {
    const { data } = this.props;
    const environment = { ...this.signedIn(), AUDIT_TABLE_NAME: data.audit.tableName };
    const gate: Grant[] = [data.records.grantOf('GetItem'), data.connections.grantOf('GetItem')];
    const editing = {
      environment,
      // DeleteItem gives the lease on editing back.
      grants: [
        data.records.grantOf('GetItem', 'PutItem', 'DeleteItem', 'Query'),
        data.connections.grantOf('GetItem'),
        data.audit.grantOf('PutItem'),
      ],
    };
    this.route<CreateClient>('create-client', editing);
    this.route<UpdateClient>('update-client', editing);
    this.route<ArchiveClient>('archive-client', editing);
    this.route<DecideDuplicate>('decide-duplicate', {
      environment,
      grants: [...gate, data.records.grantOf('PutItem', 'DeleteItem'), data.audit.grantOf('PutItem')],
    });
    // A whole file and a whole list: the processor that comes with the memory is what they need.
    const large = { timeout: Duration.seconds(29), memoryMb: 1769 };
    this.route<ImportClients>('import-clients', {
      ...large,
      environment,
      grants: [...editing.grants, data.records.grantOf('BatchWriteItem')],
    });
    this.route<ExportClients>('export-clients', {
      ...large,
      environment,
      grants: [...gate, data.records.grantOf('Query'), data.audit.grantOf('PutItem')],
    });
    this.route<GetImportTemplate>('get-import-template', { environment: this.signedIn(), grants: gate });
  }

  private route<Env extends object>(folder: string, props: RouteProps<Env>): void {
    const fn = new ServiceFunction<Env>(this, pascalCase(folder), {
      context: this.props.data.context,
      entry: `api/${folder}`,
      description: `functions/api/${folder}`,
      ...props,
      // Whom the gate turns away is recorded.
      grants: [...props.grants, this.props.data.audit.grantOf('PutItem')],
    });
    this.props.api.addRoute(folder, fn);
    this.made.add(folder);
  }

  private tables() {
    const { data } = this.props;
    return {
      RECORDS_TABLE_NAME: data.records.tableName,
      CONNECTIONS_TABLE_NAME: data.connections.tableName,
      AUDIT_TABLE_NAME: data.audit.tableName,
    };
  }

  /** What the gate of every signed-in route needs. */
  private signedIn(): SignedIn {
    const { data } = this.props;
    return {
      RECORDS_TABLE_NAME: data.records.tableName,
      CONNECTIONS_TABLE_NAME: data.connections.tableName,
      AUDIT_TABLE_NAME: data.audit.tableName,
      USER_POOL_ID: data.identity.pool.userPoolId,
      USER_POOL_CLIENT_ID: data.identity.client.userPoolClientId,
    };
  }
}

function pascalCase(folder: string): string {
  return folder.replace(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}
