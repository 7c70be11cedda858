import { DomainError } from '../errors.ts';

/** How an attempt to connect ended; what the portal is told, and all that an address ever shows. */
export type ConnectOutcome =
  | 'connected'
  | 'cancelled' // at Xero's consent page
  | 'expired' // unknown, used or old state; used or old code
  | 'refused' // Xero said no
  | 'wrong-browser'
  | 'not-admin'
  | 'already-connected'
  | 'no-practice'
  | 'not-a-practice'
  | 'several-practices'
  | 'practice-taken'
  | 'different-practice'
  | 'xero-unavailable'
  | 'failed'; // ours to find in the log

export type RefusedOutcome = Exclude<ConnectOutcome, 'connected'>;

/** What an admin has to know before they say `confirmPracticeChange`. */
export const ANOTHER_PRACTICE =
  'This is another practice than the one that the clients in the portal came from, so nothing was connected or changed. Connecting it all the same archives every client here that the new practice does not list (many at once wait for your approval), and adds those that it does list. To do so, connect again and confirm the change of practice.';

/** Ends an attempt to connect. */
export class ConnectRefusedError extends DomainError {
  constructor(readonly outcome: RefusedOutcome) {
    super(
      'conflict',
      'CONNECT_REFUSED',
      outcome === 'different-practice' ? ANOTHER_PRACTICE : `Connecting ended: ${outcome}.`,
    );
  }
}
