import type { Context } from 'aws-lambda';
import middy from '@middy/core';
import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { describeError } from './describe-error.ts';
import { LogEvent } from './log-events.ts';
import { logger } from './logger.ts';

interface Contract<Input extends z.ZodType, Output extends z.ZodType> {
  input: Input;
  output: Output;
}

/** Ids that a task's input may carry, at its top or in the run's context. */
const IdsSchema = z.object({
  firmId: z.string().optional(),
  syncId: z.string().optional(),
  /** Of the click that began it all, in the words of the API's own log. */
  requestId: z.string().nullish(),
});
const CorrelationSchema = IdsSchema.extend({ run: IdsSchema.optional() });

/** What the workflow sees of a failure nobody expected; what it was stands in the log alone. */
export class UnexpectedError extends Error {
  constructor(requestId: string) {
    super(`Unexpected failure; the log of request ${requestId} says more.`);
    this.name = 'UnexpectedError';
  }
}

/** The input or the output of a task broke its contract: a fault of ours, never worth a retry. */
export class ContractError extends Error {
  constructor(side: 'input' | 'output', problems: readonly z.core.$ZodIssue[]) {
    const paths = problems.slice(0, 10).map((problem) => `${problem.path.join('.')}: ${problem.message}`);
    super(`The ${side} breaks the contract: ${paths.join('; ')}`);
    this.name = 'ContractError';
  }
}

/** A Lambda entry that a workflow, a schedule or an operator calls. */
export function task<Input extends z.ZodType, Output extends z.ZodType>(
  contract: Contract<Input, Output>,
  handler: (input: z.output<Input>) => Promise<z.input<Output>>,
) {
  return middy<unknown, z.output<Output>>()
    .use({ before: ({ event }) => correlate(event) })
    .handler(async (event: unknown, context: Context) => {
      const started = Date.now();
      try {
        const output = parse('output', contract.output, await handler(parse('input', contract.input, event)));
        logger.info(LogEvent.RUN_TASK_COMPLETED, { milliseconds: Date.now() - started });
        return output;
      } catch (error) {
        throw reported(error, context.awsRequestId);
      }
    });
}

function correlate(event: unknown): void {
  logger.resetKeys();
  const ids = CorrelationSchema.safeParse(event);
  if (!ids.success) return;
  const { run, ...top } = ids.data;
  const { firmId, syncId, requestId } = { ...run, ...top };
  logger.appendKeys({
    ...(firmId === undefined ? {} : { firmId }),
    ...(syncId === undefined ? {} : { syncId }),
    ...(typeof requestId === 'string' ? { requestId } : {}),
  });
}

function parse<Schema extends z.ZodType>(
  side: 'input' | 'output',
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ContractError(side, parsed.error.issues);
  return parsed.data;
}

/** The name of what is thrown here is what Catch and Retry match. */
function reported(error: unknown, requestId: string): Error {
  if (error instanceof DomainError) {
    logger.warn(LogEvent.RUN_TASK_REFUSED, { errorName: error.name, code: error.code });
    return error;
  }
  logger.error(LogEvent.RUN_TASK_FAILED, { failure: describeError(error) });
  return error instanceof ContractError ? error : new UnexpectedError(requestId);
}
