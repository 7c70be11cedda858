import type { Redirects } from './redirect.ts';

/** What crosses between the platform and a function's thread. */
export interface WorkerSettings {
  entry: string;
  exportName: string;
  redirects: Redirects;
}

export interface Invocation {
  payload: string;
  context: Record<string, string>;
  /** In ms since the epoch. */
  deadline: number;
}

export interface ErrorDescription {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'failed'; error: ErrorDescription }
  | { kind: 'result'; payload: string }
  | { kind: 'error'; error: ErrorDescription };

/** A failed invocation, named as Lambda names it: the state machines' ErrorEquals compare with this name. */
export class FunctionError extends Error {
  readonly trace: string[];

  constructor({ errorType, errorMessage, trace }: ErrorDescription) {
    super(errorMessage);
    this.name = errorType;
    this.trace = trace;
  }

  toPayload(): ErrorDescription {
    return { errorType: this.name, errorMessage: this.message, trace: this.trace };
  }
}
