import { CfnCondition, CfnOutput, CfnParameter, Fn, Stack, type StackProps, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Api } from './api.ts';
import { FailureQueue } from './constructs/failure-queue.ts';
import type { DataStack } from './data-stack.ts';
import { Monitoring } from './monitoring.ts';
import { OperationsDashboard } from './operations-dashboard.ts';
import { OperatorFunctions } from './operator-functions.ts';
import { Routes } from './routes.ts';
import { Background } from './background.ts';
import { DispatchDueSyncs } from './workflows/dispatch-due-syncs.ts';
import { SyncFirm } from './workflows/sync-firm.ts';

export interface ServiceStackProps extends StackProps {
  data: DataStack;
}

/** What may be deleted and deployed again at any time: API, workflows, schedules, alarms. */
export class ServiceStack extends Stack {
  readonly apiId: string;

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { data } = props;
    const failures = new FailureQueue(this, 'Failures');
    const api = new Api(this, 'Api', { context: data.context, identity: data.identity });
    this.apiId = api.http.apiId;
    const portalUrl = this.portalUrl(api.endpoint);
    const shared = { data, portalUrl, failures };

    const syncFirm = new SyncFirm(this, 'SyncFirm', shared);
    const dispatch = new DispatchDueSyncs(this, 'DispatchDueSyncs', {
      ...shared,
      syncFirm: syncFirm.machine,
    });
    new Routes(this, 'Routes', { ...shared, api, syncFirm: syncFirm.machine });
    const background = new Background(this, 'Background', shared);
    const operators = new OperatorFunctions(this, 'Operators', {
      ...shared,
      syncFirm: syncFirm.machine,
      dispatch: dispatch.machine,
    });
    new Monitoring(this, 'Monitoring', {
      failures,
      syncFirm: syncFirm.machine,
      dispatch: dispatch.machine,
      api: api.http,
      background,
      data,
    });
    new OperationsDashboard(this, 'Dashboard', {
      data,
      failures,
      api: api.http,
      syncFirm: syncFirm.machine,
      dispatch: dispatch.machine,
    });

    new CfnOutput(this, 'PortalUrl', { value: portalUrl });
    new CfnOutput(this, 'XeroRedirectUri', { value: `${portalUrl}/api/oauth/xero/callback` });
    new CfnOutput(this, 'XeroAppSecretArn', { value: data.xeroApp.secretArn });
    new CfnOutput(this, 'CreateFirmFunctionName', { value: operators.createFirm.functionName });
    new CfnOutput(this, 'RunSyncFunctionName', { value: operators.runSync.functionName });
    new CfnOutput(this, 'UserPoolId', { value: data.identity.pool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: data.identity.client.userPoolClientId });
  }

  /** The origin that people see; without a domain of its own the API's address serves. */
  private portalUrl(apiEndpoint: string): string {
    const parameter = new CfnParameter(this, 'PortalOrigin', {
      description:
        'Origin of the portal, e.g. https://portal.example.com; empty for the address of the API itself',
      default: '',
      allowedPattern: '(https?://[^/\\s]+)?',
    });
    const given = new CfnCondition(this, 'PortalOriginGiven', {
      expression: Fn.conditionNot(Fn.conditionEquals(parameter.valueAsString, '')),
    });
    return Token.asString(Fn.conditionIf(given.logicalId, parameter.valueAsString, apiEndpoint));
  }
}
