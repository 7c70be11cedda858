import type { InvokeFunction } from '../aws/service.ts';
import { StateError } from './errors.ts';
import type { RunTask } from './run.ts';

/** The Lambda integrations: lambda:invoke with FunctionName and Payload, or a function's ARN as the resource. */
export function lambdaTasks(invoke: InvokeFunction): RunTask {
  return async (resource, args) => {
    if (!resource.endsWith(':states:::lambda:invoke')) return invokeFunction(invoke, resource, args);
    const { FunctionName, Payload } = args as { FunctionName?: unknown; Payload?: unknown };
    if (typeof FunctionName !== 'string') {
      throw new StateError('States.Runtime', 'lambda:invoke needs Arguments with a FunctionName');
    }
    const answer = await invokeFunction(invoke, FunctionName, Payload ?? {});
    return { ExecutedVersion: '$LATEST', Payload: answer ?? null, StatusCode: 200 };
  };
}

/** A function's failure as Step Functions reports it: the cause is the JSON that the function's runtime answered. */
async function invokeFunction(invoke: InvokeFunction, name: string, event: unknown): Promise<unknown> {
  try {
    return await invoke(name, event);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const trace = 'trace' in error && Array.isArray(error.trace) ? (error.trace as unknown[]) : [];
    throw new StateError(
      error.name,
      JSON.stringify({ errorType: error.name, errorMessage: error.message, trace }),
    );
  }
}
