import type { Execution } from './executions.ts';
import type { RunEvent } from './run.ts';

export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
  [details: string]: unknown;
}

const whole = { truncated: false };
const ENDINGS = { SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMED_OUT: 'TimedOut', ABORTED: 'Aborted' };

/** The reduced history of an execution: its start, every state entered and exited, its end. */
export function historyOf(execution: Execution, events: RunEvent[]): HistoryEvent[] {
  const { status, startDate, stopDate = startDate, input, output, error, cause } = execution;
  const started = {
    type: 'ExecutionStarted',
    timestamp: startDate,
    executionStartedEventDetails: { input, inputDetails: whole },
  };
  const ending = status === 'RUNNING' ? undefined : ENDINGS[status];
  const ended = ending !== undefined && {
    type: `Execution${ending}`,
    timestamp: stopDate,
    [`execution${ending}EventDetails`]:
      status === 'SUCCEEDED' ? { output, outputDetails: whole } : { error, cause },
  };
  return [started, ...events.map(ofState), ...(ended ? [ended] : [])].map((event, index) => ({
    ...event,
    id: index + 1,
    previousEventId: index,
    timestamp: event.timestamp / 1000,
  }));
}

function ofState({ type, stateType, name, data, timestamp }: RunEvent) {
  const text = JSON.stringify(data);
  return {
    type: `${stateType}${type}`,
    timestamp,
    ...(type === 'StateEntered'
      ? { stateEnteredEventDetails: { name, input: text, inputDetails: whole } }
      : { stateExitedEventDetails: { name, output: text, outputDetails: whole } }),
  };
}
