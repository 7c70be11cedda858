import { foundOf, INPUT, RUN } from '../workflows/sync-firm-stubs.ts';
import { FIRM } from './old-state.ts';

/** What this release's executions, events and operators hand over to functions. */
export function messagesOf(timestamp: string): Record<string, unknown> {
  const run = RUN;
  const found = foundOf(2, { added: 700 });
  const complaint = {
    complaintFeedbackType: 'abuse',
    complainedRecipients: [{ emailAddress: 'ada@example.com' }],
    timestamp,
  };
  const bounce = {
    bounceType: 'Permanent',
    bouncedRecipients: [{ emailAddress: 'ada@example.com' }],
    timestamp,
  };
  return {
    'input of begin-sync': INPUT,
    'output of begin-sync': run,
    'input of find-changes': { run, waits: 1, requests: 2 },
    'output of find-changes': { next: 'page', found, requests: 2 },
    'input of check-connection': { run, reason: 'expired', checks: 0 },
    'output of check-connection': { requests: 1 },
    'input of import-page': { run, page: 0, pages: 2, toWrite: 700, written: 0 },
    'output of import-page': { next: 'page', page: 1, written: 500 },
    'input of complete-sync': { run, found, requests: 3 },
    'output of complete-sync': { status: 'succeeded', mails: 2 },
    'input of send-summary': { firmId: FIRM, syncId: run.syncId },
    'output of send-summary': { sent: 2, waiting: 0 },
    'input of fail-sync': {
      firmId: FIRM,
      syncId: run.syncId,
      error: { Error: 'States.Timeout', Cause: 'x' },
      requests: 1,
    },
    'output of fail-sync': { code: 'SYNC_OUT_OF_TIME' },
    'input of find-due-firms': { cursor: null },
    'output of find-due-firms': { due: [INPUT], cursor: null },
    'an execution that ended': {
      detail: { name: run.syncId, status: 'ABORTED', input: JSON.stringify(INPUT) },
    },
    'a bounce': { detail: { eventType: 'Bounce', bounce } },
    'a complaint': { detail: { eventType: 'Complaint', complaint } },
    'an operator: one firm': { firmId: FIRM, mode: 'full' },
    'an operator: all firms': { all: true },
  };
}
