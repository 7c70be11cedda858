import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledge } from './nag.ts';
import type { ServiceContext } from './service-context.ts';
import type { ServiceFunction } from './service-function.ts';

export interface StateMachineFileProps {
  context: ServiceContext;
  /** `sync-firm` for `state-machines/sync-firm.asl.json`. */
  file: string;
  /** `{ BeginSync: fn }` fills `${BeginSyncFunctionArn}` and allows the invocation. */
  functions: Readonly<Record<string, ServiceFunction>>;
  /** Everything else that the file names in `${…}`. */
  substitutions?: Readonly<Record<string, string>>;
}

/** A state machine whose definition is a file: the file is the flow, this binds it and grants what it calls. */
export class StateMachineFile extends StateMachine {
  constructor(scope: Construct, id: string, props: StateMachineFileProps) {
    const { context } = props;
    const path = fileURLToPath(new URL(`../../state-machines/${props.file}.asl.json`, import.meta.url));
    const substitutions = {
      ...Object.fromEntries(
        Object.entries(props.functions).map(([name, fn]) => [`${name}FunctionArn`, fn.functionArn]),
      ),
      ...props.substitutions,
    };
    assertBound(path, Object.keys(substitutions));
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: `Runs state-machines/${props.file}.asl.json`,
    });
    super(scope, id, {
      definitionBody: DefinitionBody.fromFile(path),
      definitionSubstitutions: substitutions,
      stateMachineType: StateMachineType.STANDARD,
      role,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(scope, `${id}Logs`, {
          // CloudWatch refuses log delivery policies that outgrow 5,120 characters; this prefix shares one.
          logGroupName: `/aws/vendedlogs/states/${context.name}-${props.file}`,
          retention: context.logRetention,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    const functions = Object.values(props.functions);
    if (functions.length > 0) {
      this.addToRolePolicy(
        new PolicyStatement({
          actions: ['lambda:InvokeFunction'],
          resources: functions.map((fn) => fn.functionArn),
        }),
      );
    }
    acknowledge(
      role,
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      'Log delivery and X-Ray offer no resource to name.',
    );
  }
}

/** CDK does not read the file: a forgotten or needless binding would show only when an execution fails. */
function assertBound(path: string, bound: readonly string[]): void {
  const named = new Set([...readFileSync(path, 'utf8').matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]));
  const missing = [...named].filter((name) => name !== undefined && !bound.includes(name));
  const needless = bound.filter((name) => !named.has(name));
  if (missing.length > 0 || needless.length > 0) {
    throw new Error(
      `${path}: not bound: ${missing.join(', ') || 'none'}; bound but not named: ${needless.join(', ') || 'none'}`,
    );
  }
}
