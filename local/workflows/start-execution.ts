import { createHash } from 'node:crypto';
import { AwsError } from '../aws/service.ts';
import { RunEnded, StateError } from './errors.ts';
import type { Execution } from './executions.ts';
import type { RunTask } from './run.ts';

export interface StartRequest {
  stateMachineArn: string;
  name?: string | undefined;
  input: string;
  startedBy?: string | undefined;
}

interface Starter {
  start: (request: StartRequest) => Execution;
  stop: (arn: string) => Promise<void>;
  ended: (arn: string) => Promise<Execution | undefined>;
}

/**
 * states:startExecution and its .sync:2 form. A restart runs the task in flight again; the child is then known by
 * the task's token, and joined instead of started a second time.
 */
export function startExecutionTasks({ start, stop, ended }: Starter): RunTask {
  return async (resource, args, { token, signal }) => {
    const {
      StateMachineArn,
      Name,
      Input = {},
    } = args as { StateMachineArn: string; Name?: string; Input?: unknown };
    const child = asTask(() =>
      start({
        stateMachineArn: StateMachineArn,
        name: Name ?? createHash('sha256').update(token).digest('hex').slice(0, 36),
        input: typeof Input === 'string' ? Input : JSON.stringify(Input),
        startedBy: token,
      }),
    );
    if (!resource.endsWith('.sync:2')) return { ExecutionArn: child.arn, StartDate: child.startDate };
    signal.addEventListener('abort', () => {
      const isClosing = signal.reason instanceof RunEnded && signal.reason.status === 'CLOSED';
      if (!isClosing) void stop(child.arn);
    });
    const end = (await ended(child.arn)) ?? child;
    if (end.status !== 'SUCCEEDED') throw new StateError('States.TaskFailed', JSON.stringify(describe(end)));
    return describe(end);
  };
}

function asTask(start: () => Execution): Execution {
  try {
    return start();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new StateError(`StepFunctions.${error.code}Exception`, error.message);
  }
}

function describe({
  arn,
  machineArn,
  name,
  status,
  input,
  output,
  error,
  cause,
  startDate,
  stopDate,
}: Execution) {
  return {
    ExecutionArn: arn,
    StateMachineArn: machineArn,
    Name: name,
    Status: status,
    Input: JSON.parse(input) as unknown,
    StartDate: startDate,
    StopDate: stopDate,
    ...(output !== undefined && { Output: JSON.parse(output) as unknown }),
    ...(error !== undefined && { Error: error }),
    ...(cause !== undefined && { Cause: cause }),
  };
}
