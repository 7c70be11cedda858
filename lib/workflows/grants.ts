import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnStateMachine, type StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import { acknowledge } from '../constructs/nag.ts';
import type { Grant } from '../constructs/service-function.ts';

/** May start executions. */
export function startGrants(machine: StateMachine): Grant {
  return (fn) => {
    fn.allow(['states:StartExecution'], [machine.stateMachineArn]);
  };
}

export function stopGrants(machine: StateMachine): Grant {
  return (fn) => {
    fn.allow(['states:StopExecution'], [executionsOf(machine)]);
    if (fn.role !== undefined) acknowledgeExecutions(fn.role, machine);
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

export function acknowledgeExecutions(role: IConstruct, machine: StateMachine): void {
  const name = `<${machine.stack.getLogicalId(cfnOf(machine))}.Name>`;
  const pattern = `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${name}:*`;
  acknowledge(
    role,
    `AwsSolutions::AwsSolutions-IAM5[Resource::${pattern}]`,
    'Executions of the one sync workflow: their names do not exist yet.',
  );
}

function cfnOf(machine: StateMachine): CfnStateMachine {
  const { defaultChild } = machine.node;
  if (defaultChild instanceof CfnStateMachine) return defaultChild;
  throw new Error(`${machine.node.path} has no state machine resource`);
}
