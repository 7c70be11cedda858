import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { DataStack } from '../data-stack.ts';

/** What the parts of the service stack get. */
export interface SharedProps {
  data: DataStack;
  /** Origin, without a slash at its end. */
  portalUrl: string;
  /** Takes asynchronous work that failed for good. */
  failures: IQueue;
}
