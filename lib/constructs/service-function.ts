import { Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './nag.ts';
import type { ServiceContext } from './service-context.ts';

/** Gives a function one permission; made by the construct that owns the resource. */
export type Grant = (fn: ServiceFunction) => void;

export interface ServiceFunctionProps<Env extends object> {
  context: ServiceContext;
  /** Folder below `functions/`, e.g. `api/start-sync`. */
  entry: string;
  description: string;
  /** Exactly what the entry's own schema asks for; one missing is a compile error. */
  environment: { [Name in keyof Env]: string };
  grants: readonly Grant[];
  /** @default 15 seconds */
  timeout?: Duration;
  /** @default 512 MB */
  memoryMb?: number;
  /** Takes the events that the function failed at twice; for functions that are invoked asynchronously. */
  failures?: IQueue;
  /** Only for functions that people call by name. */
  functionName?: string;
}

/**
 * A function of this service: arm64, its own role with nothing but what is granted, its own log group with an end, and
 * an environment that is type-checked against the entry's schema.
 */
export class ServiceFunction<Env extends object = object> extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps<Env>) {
    const { context } = props;
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Runs functions/${props.entry}`,
    });
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: context.logRetention,
      removalPolicy: context.logRemovalPolicy,
      encryptionKey: context.key,
    });
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(context.bundles.folderOf(props.entry)),
      description: props.description,
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: props.entry,
        POWERTOOLS_METRICS_NAMESPACE: context.name,
      },
      timeout: props.timeout ?? Duration.seconds(15),
      memorySize: props.memoryMb ?? 512,
      tracing: Tracing.ACTIVE,
      role,
      logGroup,
      ...(props.failures === undefined ? {} : { deadLetterQueue: props.failures, retryAttempts: 1 }),
      ...(props.functionName === undefined ? {} : { functionName: props.functionName }),
    });
    logGroup.grantWrite(role);
    acknowledge(
      role,
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      'X-Ray takes segments without a resource to name.',
    );
    if (props.failures === undefined) {
      acknowledge(
        this,
        'Serverless::Serverless-LambdaDLQ',
        'Whoever invokes it waits for its answer and learns of its failure.',
      );
    } else {
      acknowledge(
        this,
        'Serverless::Serverless-LambdaAsyncFailureDestination',
        'Its dead-letter queue keeps what failed, with an alarm on it.',
      );
    }
    for (const grant of props.grants) grant(this);
  }

  /** One statement without wildcards. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.addToRolePolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
  }
}
