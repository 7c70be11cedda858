import type { SyncFailure } from './sync.ts';

const XERO_STATUS = 'See status.xero.com if it lasts.';
const NEXT_SYNC_TRIES = 'Nothing was lost; the next sync tries again.';

/** Failures of our own making or of AWS: an admin can only wait, so all of them read alike. */
const internal = (code: string, message: string): SyncFailure => ({
  code,
  message,
  action: `${NEXT_SYNC_TRIES} If it happens twice in a row, contact support with the sync's id.`,
});

const OUT_OF_TIME = internal('SYNC_OUT_OF_TIME', 'The sync took longer than it may and was stopped.');
const TEMPORARY = internal('TEMPORARY_FAILURE', 'A part of the portal was not available for a moment.');
const INTERNAL = internal('INTERNAL_ERROR', 'Something went wrong on our side.');

/** The single table from an error's name, as the workflow sees it, to words for an admin. */
const FAILURES: Readonly<Record<string, SyncFailure>> = {
  XeroUnavailableError: {
    code: 'XERO_UNAVAILABLE',
    message: 'Xero did not answer.',
    action: `${NEXT_SYNC_TRIES} ${XERO_STATUS}`,
  },
  PracticeAnswerError: {
    code: 'XPM_ANSWER_UNUSABLE',
    message: 'Xero Practice Manager sent an incomplete or unreadable client list, so nothing of it was used.',
    action: `${NEXT_SYNC_TRIES} ${XERO_STATUS}`,
  },
  PracticeRefusedError: {
    code: 'XPM_REFUSED',
    message: 'Xero Practice Manager refused to list the clients.',
    action: `${NEXT_SYNC_TRIES} If it happens twice in a row, contact support with the sync's id.`,
  },
  RateLimitedError: {
    code: 'XERO_LIMIT_REACHED',
    message: "The practice's limit of requests to Xero was used up.",
    action: 'Other apps share this limit. The next sync tries again.',
  },
  LimitExhaustedError: {
    code: 'XERO_LIMIT_EXHAUSTED',
    message: "The practice's limit of requests to Xero stayed used up for longer than a sync may wait.",
    action:
      'Check which other apps are connected to the practice; they share this limit. The next sync tries again.',
  },
  DisconnectedInXeroError: {
    code: 'DISCONNECTED_IN_XERO',
    message: 'The practice was disconnected from the portal inside Xero.',
    action: 'If that was not intended, connect again under Settings, Integrations.',
  },
  ConnectionBrokenError: {
    code: 'CONNECTION_BROKEN',
    message: 'Xero no longer accepts the connection.',
    action:
      'An admin needs to connect again under Settings, Integrations. Your clients stay as they are until then.',
  },
  PracticePermissionError: {
    code: 'XERO_PERMISSION_MISSING',
    message: 'Xero refused access to the clients of the practice.',
    action:
      'Check in Xero Practice Manager that whoever connected still has access to all clients, or connect again as somebody who has.',
  },
  NotConnectedError: {
    code: 'NOT_CONNECTED',
    message: 'The firm was disconnected before the sync could finish.',
    action: 'Connect under Settings, Integrations to sync again.',
  },
  LeaseLostError: {
    code: 'SYNC_SUPERSEDED',
    message: 'The connection was ended, or another sync took over, while this one was running.',
    action: 'Nothing needs to be done.',
  },
  XeroAppMisconfiguredError: {
    code: 'XERO_APP_MISCONFIGURED',
    message: "Xero did not accept the portal's own credentials.",
    action: 'This is ours to repair: contact support.',
  },
  TokensUnreadableError: {
    code: 'TOKENS_UNREADABLE',
    message: "The portal could not read the connection's stored authorization.",
    action: 'An admin can connect again under Settings, Integrations; that repairs it.',
  },
  ChangePageMissingError: {
    code: 'SYNC_CHANGES_MISSING',
    message: 'The sync waited for so long that the changes it had found were no longer stored.',
    action: NEXT_SYNC_TRIES,
  },
  'Sandbox.Timedout': OUT_OF_TIME,
  'States.Timeout': OUT_OF_TIME,
  'States.HeartbeatTimeout': OUT_OF_TIME,
  'Lambda.TooManyRequestsException': TEMPORARY,
  'Lambda.ServiceException': TEMPORARY,
  'Lambda.AWSLambdaException': TEMPORARY,
  'Lambda.SdkClientException': TEMPORARY,
  'Lambda.ClientExecutionTimeoutException': TEMPORARY,
  'Lambda.Unknown': TEMPORARY,
  ExecutionAborted: {
    code: 'SYNC_STOPPED',
    message: 'The sync was stopped before it was done.',
    action: 'Nothing was lost; the next sync goes on.',
  },
  StartFailed: internal('SYNC_START_FAILED', 'The sync could not be started.'),
};

/** Other names (States.*, Runtime.*, UnexpectedError, …) are ours to find in the log. */
export function failureOf(errorName: string): SyncFailure {
  return Object.hasOwn(FAILURES, errorName) ? (FAILURES[errorName] ?? INTERNAL) : INTERNAL;
}

/** With these the connection ended, so that no later sync meets them. */
export const CONNECTION_ENDED: ReadonlySet<string> = new Set(['DISCONNECTED_IN_XERO', 'CONNECTION_BROKEN']);

/** After these the connection is gone or useless: every admin should know, whatever started the sync. */
export const CONNECTION_LOST: ReadonlySet<string> = new Set([...CONNECTION_ENDED, 'XERO_PERMISSION_MISSING']);
