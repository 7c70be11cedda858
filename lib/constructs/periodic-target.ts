import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface PeriodicTargetProps {
  description: string;
  /** Scheduler expression, e.g. `rate(15 minutes)`; UTC. */
  expression: string;
  target: { arn: string; action: 'lambda:InvokeFunction' | 'states:StartExecution'; input?: object };
  /** Takes what could not be delivered. */
  failures: IQueue;
}

/** A schedule that starts one thing, with the one permission that this takes. */
export class PeriodicTarget extends Construct {
  constructor(scope: Construct, id: string, props: PeriodicTargetProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: [props.target.action], resources: [props.target.arn] }));
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.failures.queueArn] }),
    );
    new CfnSchedule(this, 'Schedule', {
      description: props.description,
      scheduleExpression: props.expression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: props.target.arn,
        roleArn: role.roleArn,
        input: JSON.stringify(props.target.input ?? {}),
        // A missed beat is made up by the next one.
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 300 },
        deadLetterConfig: { arn: props.failures.queueArn },
      },
    });
  }
}
