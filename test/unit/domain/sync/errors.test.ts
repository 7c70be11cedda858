import { describe, expect, it } from 'vitest';
import type { DomainError } from '#domain/errors.ts';
import { refusalIn } from '#domain/practice/errors.ts';
import {
  ChangePageMissingError,
  ConnectionBrokenError,
  DisconnectedInXeroError,
  LeaseLostError,
  LimitExhaustedError,
  PracticePermissionError,
  SyncNotDueError,
} from '#domain/sync/errors.ts';
import { CONNECTION_ENDED, CONNECTION_LOST, failureOf } from '#domain/sync/failures.ts';

describe('why a sync ends', () => {
  it.each<[DomainError, string, string]>([
    [
      new SyncNotDueError('already-running'),
      'conflict SYNC_NOT_DUE',
      'There is nothing to sync: already-running.',
    ],
    [
      new LeaseLostError(),
      'conflict SYNC_SUPERSEDED',
      'The connection was ended or another sync took over while this one was running.',
    ],
    [
      new DisconnectedInXeroError(),
      'conflict DISCONNECTED_IN_XERO',
      'The practice was disconnected inside Xero.',
    ],
    [
      new ConnectionBrokenError(),
      'conflict CONNECTION_BROKEN',
      'Xero no longer accepts the authorization of this connection.',
    ],
    [
      new PracticePermissionError(),
      'forbidden XERO_PERMISSION_MISSING',
      'Xero refused access to the clients of the practice.',
    ],
    [
      new LimitExhaustedError(),
      'too-many XERO_LIMIT_EXHAUSTED',
      "The practice's limit of requests to Xero is used up.",
    ],
    [
      new ChangePageMissingError(),
      'unavailable SYNC_CHANGES_MISSING',
      'The changes that this sync had found are no longer stored.',
    ],
  ])('%o says so in words, under a stable code', (error, code, words) => {
    expect([`${error.kind} ${error.code}`, error.message]).toEqual([code, words]);
    expect(refusalIn(error.message)).toBeUndefined();
  });

  it.each([
    ['XeroUnavailableError', 'XERO_UNAVAILABLE'],
    ['PracticeAnswerError', 'XPM_ANSWER_UNUSABLE'],
    ['PracticeRefusedError', 'XPM_REFUSED'],
    ['RateLimitedError', 'XERO_LIMIT_REACHED'],
    ['LimitExhaustedError', 'XERO_LIMIT_EXHAUSTED'],
    ['DisconnectedInXeroError', 'DISCONNECTED_IN_XERO'],
    ['ConnectionBrokenError', 'CONNECTION_BROKEN'],
    ['PracticePermissionError', 'XERO_PERMISSION_MISSING'],
    ['NotConnectedError', 'NOT_CONNECTED'],
    ['LeaseLostError', 'SYNC_SUPERSEDED'],
    ['XeroAppMisconfiguredError', 'XERO_APP_MISCONFIGURED'],
    ['TokensUnreadableError', 'TOKENS_UNREADABLE'],
    ['ChangePageMissingError', 'SYNC_CHANGES_MISSING'],
    ['Sandbox.Timedout', 'SYNC_OUT_OF_TIME'],
    ['States.Timeout', 'SYNC_OUT_OF_TIME'],
    ['States.HeartbeatTimeout', 'SYNC_OUT_OF_TIME'],
    ['Lambda.TooManyRequestsException', 'TEMPORARY_FAILURE'],
    ['Lambda.ServiceException', 'TEMPORARY_FAILURE'],
    ['Lambda.AWSLambdaException', 'TEMPORARY_FAILURE'],
    ['Lambda.SdkClientException', 'TEMPORARY_FAILURE'],
    ['Lambda.ClientExecutionTimeoutException', 'TEMPORARY_FAILURE'],
    ['Lambda.Unknown', 'TEMPORARY_FAILURE'],
    ['ExecutionAborted', 'SYNC_STOPPED'],
    ['StartFailed', 'SYNC_START_FAILED'],
    ['anything else', 'INTERNAL_ERROR'],
  ])('%s is shown as %s', (name, code) => {
    expect(failureOf(name).code).toBe(code);
  });

  it('of our own making an admin can only wait', () => {
    expect(failureOf('anything else')).toStrictEqual({
      code: 'INTERNAL_ERROR',
      message: 'Something went wrong on our side.',
      action:
        "Nothing was lost; the next sync tries again. If it happens twice in a row, contact support with the sync's id.",
    });
  });

  it('tells an ended connection from one that is merely useless', () => {
    expect([...CONNECTION_ENDED]).toEqual(['DISCONNECTED_IN_XERO', 'CONNECTION_BROKEN']);
    expect([...CONNECTION_LOST]).toEqual([
      'DISCONNECTED_IN_XERO',
      'CONNECTION_BROKEN',
      'XERO_PERMISSION_MISSING',
    ]);
  });
});
