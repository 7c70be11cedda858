export interface ErrorDescription {
  name: string;
  message: string;
  stack: string[];
  cause?: ErrorDescription;
}

const MESSAGE_LIMIT = 300;

/** What the log may hold of an unexpected error. Parser errors quote what they parsed, so their words are dropped. */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error, message: 'not an Error', stack: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return {
    name: error.name,
    message: error instanceof SyntaxError ? 'withheld' : error.message.slice(0, MESSAGE_LIMIT),
    stack: frames.slice(0, 12).map((line) => line.trim()),
    ...(error.cause instanceof Error && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}
