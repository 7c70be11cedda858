/** An AWS error as the SDK expects it: `code` becomes the exception's name on the caller's side. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** One emulated AWS service that speaks an AWS JSON protocol (X-Amz-Target: `<target>.<operation>`). */
export interface JsonService {
  /** Prefix of X-Amz-Target, e.g. `secretsmanager` or `DynamoDB_20120810`. */
  readonly target: string;
  /** Throws AwsError; an operation it does not know is refused with UnknownOperationException. */
  call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
}

/** Invokes a function of the running template by its ARN or name; rejects with the function's own error name. */
export type InvokeFunction = (functionArn: string, event: unknown) => Promise<unknown>;
