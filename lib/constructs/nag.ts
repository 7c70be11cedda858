import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/** Runs AWS's Solutions rules at every synth; an unacknowledged error stops it. */
export function checkRules(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

/**
 * Accepts one finding on one construct, with the reason. The id is the qualified one, `AwsSolutions::…`: only that form
 * is listed with its reason in `validation-report.json`.
 */
export function acknowledge(construct: IConstruct, id: `AwsSolutions::${string}`, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}
