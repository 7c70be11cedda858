import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { acknowledge } from '../constructs/nag.ts';
import type { Grant } from '../constructs/service-function.ts';

/** May start executions, and look at one that its name says was started already. */
export function startGrants(machine: StateMachine): Grant {
  return (fn) => {
    fn.allow(['states:StartExecution'], [machine.stateMachineArn]);
  };
}

export function stopGrants(machine: StateMachine): Grant {
  return (fn) => {
    fn.allow(['states:StopExecution'], [executionsOf(machine)]);
    if (fn.role === undefined) return;
    acknowledge(
      fn.role,
      'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      'X-Ray, and executions of the one sync workflow.',
    );
  };
}

/** The ARN pattern of all executions of one machine: IAM cannot name an execution that does not exist yet. */
export function executionsOf(machine: StateMachine): string {
  return Stack.of(machine).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${machine.stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
