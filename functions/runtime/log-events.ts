/** Every coded log event, so that alarms and searches have one list to rely on: VERB_NOUN_OUTCOME. */
export const LogEvent = {
  HANDLE_REQUEST_COMPLETED: 'HANDLE_REQUEST_COMPLETED',
  HANDLE_REQUEST_REFUSED: 'HANDLE_REQUEST_REFUSED',
  HANDLE_REQUEST_FAILED: 'HANDLE_REQUEST_FAILED',
  RECORD_REFUSAL_FAILED: 'RECORD_REFUSAL_FAILED',
  RUN_TASK_COMPLETED: 'RUN_TASK_COMPLETED',
  RUN_TASK_REFUSED: 'RUN_TASK_REFUSED',
  RUN_TASK_FAILED: 'RUN_TASK_FAILED',
  STOP_SYNC_FAILED: 'STOP_SYNC_FAILED',
  STAMP_TOKEN_RESTRICTED: 'STAMP_TOKEN_RESTRICTED',
  SEND_MAIL_COMPLETED: 'SEND_MAIL_COMPLETED',
  SEND_MAIL_POSTPONED: 'SEND_MAIL_POSTPONED',
  SEND_MAIL_GIVEN_UP: 'SEND_MAIL_GIVEN_UP',
  READ_MFA_FAILED: 'READ_MFA_FAILED',
  IMPORT_CLIENTS_INTERRUPTED: 'IMPORT_CLIENTS_INTERRUPTED',
} as const;
export type LogEvent = (typeof LogEvent)[keyof typeof LogEvent];

interface Described {
  level: 'info' | 'warn' | 'error';
  /** What it means to an operator. */
  meaning: string;
  /** Beyond those of every line (`operationId`, `requestId`, `firmId`, `syncId`, as far as there are any). */
  fields: readonly string[];
}

/** What each event means; `test/architecture/log-events.test.ts` holds the code to it, and docs/operations.md shows it. */
export const LOG_CATALOGUE: Readonly<Record<LogEvent, Described>> = {
  HANDLE_REQUEST_COMPLETED: {
    level: 'info',
    meaning: 'A request was answered as its contract says',
    fields: ['status', 'milliseconds'],
  },
  HANDLE_REQUEST_REFUSED: {
    level: 'info',
    meaning: 'A request was refused; the caller was told the code',
    fields: ['status', 'code'],
  },
  HANDLE_REQUEST_FAILED: {
    level: 'error',
    meaning: 'A request, or a part of connecting that the caller does not wait for, met a fault of ours',
    fields: ['failure'],
  },
  RECORD_REFUSAL_FAILED: {
    level: 'error',
    meaning: 'Somebody was refused, and the audit log did not take it; also the metric `RefusalsUnrecorded`',
    fields: ['failure'],
  },
  RUN_TASK_COMPLETED: {
    level: 'info',
    meaning: 'A task of a workflow, a schedule or an operator ended well',
    fields: ['milliseconds'],
  },
  RUN_TASK_REFUSED: {
    level: 'warn',
    meaning: 'A task ended in a failure that is provided for; the workflow knows what to do',
    fields: ['errorName', 'code'],
  },
  RUN_TASK_FAILED: {
    level: 'error',
    meaning: 'A task, or one firm’s part of it, met a fault of ours',
    fields: ['failure', 'firmId'],
  },
  STOP_SYNC_FAILED: {
    level: 'warn',
    meaning:
      'At a disconnect the running sync could not be stopped; it finds out by itself and writes nothing more',
    fields: ['failure'],
  },
  STAMP_TOKEN_RESTRICTED: {
    level: 'warn',
    meaning: 'An access token got fewer rights, because something could not be read in time',
    fields: ['reason'],
  },
  SEND_MAIL_COMPLETED: {
    level: 'info',
    meaning: 'SES took a mail; `messageId` is its name there',
    fields: ['mailId', 'messageId', 'requestId'],
  },
  SEND_MAIL_POSTPONED: {
    level: 'warn',
    meaning: 'A mail was not sent and will be tried again',
    fields: ['mailId', 'errorName', 'requestId'],
  },
  SEND_MAIL_GIVEN_UP: {
    level: 'warn',
    meaning: 'A mail will not be sent',
    fields: ['mailId', 'errorName', 'requestId'],
  },
  READ_MFA_FAILED: {
    level: 'warn',
    meaning: 'A profile was shown without the state of MFA, which Cognito did not tell',
    fields: ['failure'],
  },
  IMPORT_CLIENTS_INTERRUPTED: {
    level: 'error',
    meaning: 'A file was imported in part; the user was told how far',
    fields: ['failure'],
  },
};
