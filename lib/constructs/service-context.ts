import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bundles } from './bundles.ts';

/** What every function and workflow of a deployment shares. */
export interface ServiceContext {
  /** Prefix of the few fixed names. */
  name: string;
  bundles: Bundles;
  key: IKey;
  logRetention: RetentionDays;
  logRemovalPolicy: RemovalPolicy;
}
