import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts one finding on one construct, with the reason. The id is the qualified one, `AwsSolutions::…`: only that form
 * is listed with its reason in `validation-report.json`.
 */
export function acknowledge(
  construct: IConstruct,
  id: `AwsSolutions::${string}` | `Serverless::${string}`,
  reason: string,
): void {
  Validations.of(construct).acknowledge({ id, reason });
}
