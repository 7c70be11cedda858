import { join } from 'node:path';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { acknowledge } from './nag.ts';
import type { ServiceContext } from './service-context.ts';

export interface PortalUploadProps {
  context: ServiceContext;
  bucket: IBucket;
  /** The folder of the built portal. */
  files: string;
  /** What the portal reads at its start, as `/config.json`. */
  config: Record<string, string>;
}

/**
 * Puts the built portal and its configuration into the bucket. Nothing is ever removed: a page that was opened before a
 * deployment still finds the chunks that it was built with.
 */
export class PortalUpload extends Construct {
  constructor(scope: Construct, id: string, props: PortalUploadProps) {
    super(scope, id);
    const { context, bucket, files } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: context.logRetention,
      removalPolicy: context.logRemovalPolicy,
      encryptionKey: context.key,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'Uploads the portal at a deployment',
    });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    const shared = {
      destinationBucket: bucket,
      prune: false,
      // The function that uploads gets by with little: the portal is a few megabytes.
      memoryLimit: 512,
      role,
      logGroup,
    };
    const assets = new BucketDeployment(this, 'Assets', {
      ...shared,
      sources: [Source.asset(join(files, 'assets'))],
      destinationKeyPrefix: 'assets',
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    const pages = new BucketDeployment(this, 'Pages', {
      ...shared,
      sources: [
        Source.asset(files, { exclude: ['assets', '.vite'] }),
        Source.jsonData('config.json', props.config),
      ],
      cacheControl: [CacheControl.fromString('no-cache')],
    });
    // The new page comes when all that it loads is there.
    pages.node.addDependency(assets);

    for (const wildcard of wildcards(Stack.of(this), bucket)) {
      acknowledge(
        role,
        `AwsSolutions::AwsSolutions-IAM5[${wildcard}]`,
        'CDK’s grants to upload whatever files the portal consists of, to its own bucket alone.',
      );
    }
    for (const uploader of Stack.of(this).node.findAll().filter(isFunction)) {
      for (const id of RULES_FOR_FUNCTIONS) {
        acknowledge(
          uploader,
          id,
          'The function is CDK’s own, as its version of CDK was tested; it works at deployments.',
        );
      }
    }
  }
}

const RULES_FOR_FUNCTIONS = [
  'AwsSolutions::AwsSolutions-L1',
  'Serverless::Serverless-LambdaDLQ',
  'Serverless::Serverless-LambdaLatestVersion',
  'Serverless::Serverless-LambdaTracing',
] as const;

/** As the rule names them. */
function wildcards(stack: Stack, bucket: IBucket): string[] {
  const child = bucket.node.defaultChild;
  const own = child instanceof CfnBucket ? stack.getLogicalId(child) : bucket.bucketName;
  return [
    ...['GetBucket', 'GetObject', 'List', 'DeleteObject', 'Abort'].map((action) => `Action::s3:${action}*`),
    `Resource::<${own}.Arn>/*`,
    'Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*',
  ];
}

function isFunction(construct: IConstruct): construct is CfnFunction {
  return construct instanceof CfnFunction;
}
