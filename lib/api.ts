import { RemovalPolicy } from 'aws-cdk-lib';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ApiContract } from '../functions/api/api-contract.ts';
import { contractOf } from './contracts.ts';
import { acknowledge } from './constructs/nag.ts';
import type { ServiceContext } from './constructs/service-context.ts';
import type { ServiceFunction } from './constructs/service-function.ts';
import type { Identity } from './identity.ts';

/** The HTTP API: its routes are those of the contracts, all below `/api`, signed-in users only unless the contract says otherwise. */
export class Api extends Construct {
  readonly http: HttpApi;
  private readonly authorizer: HttpJwtAuthorizer;

  constructor(scope: Construct, id: string, props: { context: ServiceContext; identity: Identity }) {
    super(scope, id);
    this.http = new HttpApi(this, 'Http', { createDefaultStage: false, description: 'The portal’s API' });
    this.authorizer = new HttpJwtAuthorizer('SignedIn', props.identity.pool.userPoolProviderUrl, {
      jwtAudience: [props.identity.client.userPoolClientId],
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 500, burstLimit: 1000 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', {
            retention: props.context.logRetention,
            removalPolicy: RemovalPolicy.DESTROY,
            encryptionKey: props.context.key,
          }),
        ),
        // No path parameters' values beyond ids, no query: the callback's query holds a code.
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            at: '$context.requestTime',
            sourceIp: '$context.identity.sourceIp',
            route: '$context.routeKey',
            status: '$context.status',
            latencyMs: '$context.responseLatency',
            user: '$context.authorizer.claims.sub',
            error: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
  }

  get endpoint(): string {
    return this.http.apiEndpoint;
  }

  /** Makes the route of the contract in the function's entry folder. */
  addRoute(folder: string, fn: ServiceFunction): void {
    const contract: ApiContract = contractOf(folder);
    const open = contract.access.auth === 'none';
    const routes = this.http.addRoutes({
      path: `/api${contract.path}`,
      methods: [HttpMethod[contract.method]],
      integration: new HttpLambdaIntegration(contract.operationId, fn),
      authorizer: open ? new HttpNoneAuthorizer() : this.authorizer,
    });
    if (!open) return;
    for (const route of routes) {
      acknowledge(
        route,
        'AwsSolutions::AwsSolutions-APIG4',
        'Xero sends a browser here; single-use state and a cookie bind it to who started.',
      );
    }
  }
}
