import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnApi, CfnAuthorizer, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { LambdaVersion, Mfa, UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as LambdaFn, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { functionFolder } from './function-folder.ts';

/** Every export is the handler of one function; `counter` and `record` use the SDK as the product does. */
const SOURCE = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

const table = process.env.TABLE;
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const bump = async (id) => (await db.send(new UpdateCommand({
  TableName: table, Key: { id }, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 }, ReturnValues: 'ALL_NEW',
}))).Attributes.n;

export const counter = async (event) => {
  const answer = { n: await bump(event.pathParameters.id), portal: process.env.PORTAL_URL, claims: event.requestContext.authorizer?.jwt.claims };
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
};
export const work = async ({ step, ms = 0, fail }) => {
  const n = await bump(step);
  await new Promise((r) => setTimeout(r, ms));
  if (fail) throw Object.assign(new Error('asked to fail'), { name: 'AskedError' });
  return { n };
};
export const record = async (event) => {
  await db.send(new PutCommand({ TableName: table, Item: { id: 'event ' + event.detail.name, status: event.detail.status, source: event.source } }));
};
export const preToken = async (event) => ({
  ...event,
  response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: { firm: 'f-1' } } } },
});
export const secret = async () => {
  const { SecretString } = await new SecretsManagerClient({}).send(new GetSecretValueCommand({ SecretId: process.env.SECRET }));
  await new SESClient({}).send(new SendEmailCommand({
    Source: process.env.MAIL_FROM, Destination: { ToAddresses: ['ada@firm.example'] },
    Message: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'text' } } },
  }));
  return JSON.parse(SecretString);
};
`;

const DEFINITION = {
  QueryLanguage: 'JSONata',
  StartAt: 'First',
  States: {
    First: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: '${WorkFunction}', Payload: { step: 'first' } },
      Assign: { first: '{% $states.result.Payload.n %}' },
      Next: 'Second',
    },
    Second: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: {
        FunctionName: '${WorkFunction}',
        Payload:
          '{% {"step": "second", "ms": $states.context.Execution.Input.ms, "fail": $states.context.Execution.Input.fail} %}',
      },
      Output: '{% {"first": $first, "second": $states.result.Payload.n} %}',
      Catch: [{ ErrorEquals: ['AskedError'], Output: '{% $states.errorOutput.Error %}', Next: 'GiveUp' }],
      End: true,
    },
    GiveUp: { Type: 'Fail', Error: '{% $states.input %}', Cause: 'It was asked for' },
  },
};

/** A small app in two stacks with one of everything that the local platform runs. */
export function synthTinyApp(): { assembly: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-app-'));
  const bundle = functionFolder(SOURCE);
  const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
  const data = dataStack(app);
  const service = new Stack(app, 'Service');
  serviceStack(service, data, bundle.folder, folder);
  app.synth();
  return {
    assembly: join(folder, 'cdk.out'),
    remove: () => {
      bundle.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function dataStack(app: App): { table: Table; secret: Secret; mail: EmailIdentity; mailFrom: string } {
  const stack = new Stack(app, 'Data');
  const table = new Table(stack, 'Table', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'expiresAt',
    removalPolicy: RemovalPolicy.DESTROY,
  });
  table.addGlobalSecondaryIndex({
    indexName: 'by-status',
    partitionKey: { name: 'status', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  const secret = new Secret(stack, 'Secret', {
    generateSecretString: {
      secretStringTemplate: '{"kid":"k1"}',
      generateStringKey: 'secret',
      excludePunctuation: true,
    },
  });
  const mailFrom = new CfnParameter(stack, 'MailFrom').valueAsString;
  const mail = new EmailIdentity(stack, 'Mail', { identity: Identity.email(mailFrom) });
  return { table, secret, mail, mailFrom };
}

function serviceStack(
  stack: Stack,
  data: ReturnType<typeof dataStack>,
  bundle: string,
  folder: string,
): void {
  const portalUrl = new CfnParameter(stack, 'PortalUrl').valueAsString;
  const code = Code.fromAsset(bundle);
  const fn = (name: string) => {
    const made = new LambdaFn(stack, name, {
      runtime: new Runtime('nodejs24.x'),
      handler: `index.${name}`,
      code,
      memorySize: 256,
      timeout: Duration.seconds(20),
      retryAttempts: 1,
      environment: {
        TABLE: data.table.tableName,
        SECRET: data.secret.secretArn,
        PORTAL_URL: portalUrl,
        MAIL_FROM: data.mailFrom,
      },
    });
    data.table.grantWriteData(made);
    if (name !== 'secret') return made;
    data.secret.grantRead(made);
    data.mail.grantSendEmail(made);
    return made;
  };
  const work = fn('work');
  fn('secret');

  const pool = new UserPool(stack, 'Pool', {
    mfa: Mfa.OPTIONAL,
    mfaSecondFactor: { otp: true, sms: false },
    signInAliases: { email: true },
  });
  pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, fn('preToken'), LambdaVersion.V2_0);
  const client = pool.addClient('Web', {
    authFlows: { userSrp: true },
    accessTokenValidity: Duration.minutes(5),
  });

  const api = new CfnApi(stack, 'Api', { name: 'tiny', protocolType: 'HTTP' });
  new CfnStage(stack, 'Stage', { apiId: api.ref, stageName: '$default', autoDeploy: true });
  const authorizer = new CfnAuthorizer(stack, 'Authorizer', {
    apiId: api.ref,
    name: 'users',
    authorizerType: 'JWT',
    identitySource: ['$request.header.Authorization'],
    jwtConfiguration: { issuer: pool.userPoolProviderUrl, audience: [client.userPoolClientId] },
  });
  const integration = new CfnIntegration(stack, 'Integration', {
    apiId: api.ref,
    integrationType: 'AWS_PROXY',
    integrationUri: fn('counter').functionArn,
    payloadFormatVersion: '2.0',
  });
  const target = `integrations/${integration.ref}`;
  new CfnRoute(stack, 'Open', { apiId: api.ref, routeKey: 'POST /api/open/{id}', target });
  new CfnRoute(stack, 'Closed', {
    apiId: api.ref,
    routeKey: 'POST /api/closed/{id}',
    target,
    authorizationType: 'JWT',
    authorizerId: authorizer.ref,
  });

  const file = join(folder, 'tiny.asl.json');
  writeFileSync(file, JSON.stringify(DEFINITION));
  const machine = new StateMachine(stack, 'Machine', {
    definitionBody: DefinitionBody.fromFile(file),
    definitionSubstitutions: { WorkFunction: work.functionArn },
  });
  work.grantInvoke(machine);
  new Schedule(stack, 'Nightly', {
    schedule: ScheduleExpression.cron({ hour: '6', minute: '0' }),
    target: new StepFunctionsStartExecution(machine, { input: ScheduleTargetInput.fromObject({ ms: 0 }) }),
  });
  new Rule(stack, 'OnEnd', {
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [machine.stateMachineArn] },
    },
    targets: [new LambdaFunction(fn('record'))],
  });
  new CfnOutput(stack, 'UserPoolId', { value: pool.userPoolId });
  new CfnOutput(stack, 'ClientId', { value: client.userPoolClientId });
  new CfnOutput(stack, 'MachineArn', { value: machine.stateMachineArn });
}
