import { join } from 'node:path';
import * as z from 'zod';
import { AssemblyError } from './assembly/assembly.ts';
import type { Assembly } from './assembly/assembly.ts';
import { readMachine, readPool, readSecret, readTable } from './assembly/definitions.ts';
import { readRule, readSchedule } from './assembly/timed.ts';
import type { ScheduleDefinition } from './assembly/timed.ts';
import { CognitoStandIn } from './aws/cognito/stand-in.ts';
import { SecretsManagerStandIn } from './aws/secrets-manager.ts';
import type { InvokeFunction } from './aws/service.ts';
import { SesStandIn } from './aws/ses.ts';
import { readEventDestination } from './aws/ses-events.ts';
import { openDynamoDb } from './dynamodb/engine.ts';
import type { DynamoDb } from './dynamodb/engine.ts';
import { AsyncInvocations } from './functions/async-invocations.ts';
import { readFunction } from './functions/definition.ts';
import { EventBus } from './functions/event-rules.ts';
import { LambdaStandIn } from './functions/lambda.ts';
import type { Redirects } from './functions/redirect.ts';
import { needsOfTasks } from './iam/needs.ts';
import { Permissions } from './iam/permissions.ts';
import { readHttpApi } from './http-api/definition.ts';
import type { Check, HttpApiDefinition } from './http-api/definition.ts';
import { RouteTable } from './http-api/routes.ts';
import { deployersOf } from './portal/deployments.ts';
import { Scheduler } from './schedules/scheduler.ts';
import { StateStore } from './state-store.ts';
import { StepFunctionsStandIn } from './workflows/service.ts';

export interface Services {
  readonly dynamodb: DynamoDb;
  readonly stepFunctions: StepFunctionsStandIn;
  readonly cognito: CognitoStandIn;
  readonly secrets: SecretsManagerStandIn;
  readonly ses: SesStandIn;
  readonly lambda: LambdaStandIn;
  readonly later: AsyncInvocations;
  readonly events: EventBus;
  readonly scheduler: Scheduler;
  readonly permissions: Permissions;
}

export interface ServicesOptions {
  readonly assembly: Assembly;
  readonly stateDir: string;
  readonly awsUrl: string;
  readonly redirects: Redirects;
  readonly heapMb: Readonly<Record<string, number>> | undefined;
  readonly now: () => number;
  /** Called last to first at the end. */
  readonly closers: (() => void | Promise<void>)[];
}

export async function createServices(options: ServicesOptions): Promise<Services> {
  const { assembly, stateDir, now, closers } = options;
  const { region, account } = assembly;
  const state = new StateStore(stateDir);
  const dynamodb = await openDynamoDb({ folder: join(stateDir, 'dynamodb'), region, account, now });
  closers.push(() => dynamodb.close());

  const lambda = new LambdaStandIn({
    region,
    logFolder: join(stateDir, 'logs'),
    awsUrl: options.awsUrl,
    redirects: options.redirects,
    heapMb: options.heapMb,
  });
  const invoke: InvokeFunction = (functionArn, event) => lambda.invoke(functionArn, event);
  const later = new AsyncInvocations({ state, invoke });
  closers.push(async () => {
    const tried = later.close(); // first of all: what is ended below has not failed, it is tried again at the next start
    await lambda.close();
    await tried;
  });

  const events = new EventBus({ region, account, now, deliver: (arn, event) => later.send(arn, event) });
  const stepFunctions = new StepFunctionsStandIn({
    state,
    region,
    account,
    invoke,
    now,
    onStatusChange: (detail) =>
      events.put({
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        resources: [detail.executionArn],
        detail: { ...detail },
      }),
  });
  closers.push(() => stepFunctions.close());

  const scheduler = new Scheduler({
    state,
    now,
    fire: async ({ arn, input = '{}' }) => {
      if (!arn.startsWith('arn:aws:states:')) later.send(arn, JSON.parse(input));
      else await stepFunctions.call('StartExecution', { stateMachineArn: arn, input });
    },
  });
  closers.push(() => scheduler.close());

  const verified = assembly.ofType('AWS::SES::EmailIdentity').map(({ name }) => name);
  const ses = new SesStandIn({ state, region, now, verified, publish: (event) => events.put(event) });
  const cognito = new CognitoStandIn({
    state,
    region,
    invoke,
    now,
    sendMail: (mail) => void ses.deliver(mail),
  });
  const secrets = new SecretsManagerStandIn({ state, now });
  const permissions = new Permissions(assembly);
  return { dynamodb, stepFunctions, cognito, secrets, ses, lambda, later, events, scheduler, permissions };
}

/** Makes every resource of the assembly known to its service; throws what cannot be run, by logical id, all at once. */
export async function defineResources(assembly: Assembly, services: Services): Promise<HttpApiDefinition> {
  const problems: string[] = [];
  const check: Check = (resource, read) => {
    try {
      return [read()];
    } catch (error) {
      const where = `${resource.stack}/${resource.logicalId} (${resource.type})`;
      problems.push(...reasons(error).map((reason) => `${where}: ${reason}`));
      return [];
    }
  };
  const each = <T>(type: string, read: (resource: Assembly['resources'][number]) => T): T[] =>
    assembly.ofType(`AWS::${type}`).flatMap((resource) => check(resource, () => read(resource)));
  const mustExist = (arn: string) => {
    const known = services.lambda.has(arn) || assembly.resources.some(({ arn: other }) => other === arn);
    if (!known) throw new Error(`${arn} is not part of the app`);
  };

  const deployers = deployersOf(assembly);
  each('Lambda::Function', (resource) => {
    if (!deployers.has(resource.arn)) services.lambda.define(readFunction(assembly, resource));
  });
  each('Lambda::EventInvokeConfig', ({ properties }) => {
    const { FunctionName, MaximumRetryAttempts } = EventInvokeConfigSchema.parse(properties);
    services.later.limitRetries(FunctionName, MaximumRetryAttempts);
  });
  each('SES::ConfigurationSet', ({ name }) => services.ses.define({ name, events: [] }));
  each('SES::ConfigurationSetEventDestination', (resource) =>
    services.ses.define(readEventDestination(resource)),
  );
  each('SecretsManager::Secret', (resource) => services.secrets.defineSecret(readSecret(resource)));
  each('Cognito::UserPool', (resource) => services.cognito.definePool(readPool(assembly, resource)));
  each('StepFunctions::StateMachine', (resource) => {
    const machine = readMachine(assembly, resource);
    const { RoleArn } = RoleSchema.parse(resource.properties);
    services.permissions.assertRole(RoleArn, machine.name, needsOfTasks(machine.definition));
    services.stepFunctions.defineStateMachine(machine);
  });
  const schedule = (definition: ScheduleDefinition) => {
    const { arn, roleArn } = definition.target;
    mustExist(arn);
    if (roleArn !== undefined) {
      const action = arn.startsWith('arn:aws:states:') ? 'states:StartExecution' : 'lambda:InvokeFunction';
      services.permissions.assertRole(roleArn, definition.name, [{ action, resource: arn }]);
    }
    services.scheduler.define(definition);
  };
  each('Scheduler::Schedule', (resource) => schedule(readSchedule(resource)));
  each('Events::Rule', (resource) => {
    const { rule, schedules } = readRule(resource);
    schedules.forEach(schedule);
    rule?.targets.forEach(({ arn }) => mustExist(arn));
    if (rule !== undefined) services.events.define(rule);
  });
  const api = readHttpApi(assembly, check);
  const tables = each('DynamoDB::Table', readTable);
  if (problems.length > 0) throw new AssemblyError(problems);

  // only now, as this writes to the disk
  for (const { input, ttl } of tables) await services.dynamodb.createTable(input, ttl);
  return api ?? { apiId: 'none', cors: undefined, routes: new RouteTable([]) };
}

const RoleSchema = z.object({ RoleArn: z.string() });
const EventInvokeConfigSchema = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.coerce.number().default(2),
});

function reasons(error: unknown): string[] {
  if (error instanceof AssemblyError) return [...error.problems];
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  }
  return [error instanceof Error ? error.message : String(error)];
}
