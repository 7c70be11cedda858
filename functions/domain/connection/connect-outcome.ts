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

/** Ends an attempt to connect. */
export class ConnectRefusedError extends DomainError {
  constructor(readonly outcome: RefusedOutcome) {
    super('conflict', 'CONNECT_REFUSED', `Connecting ended: ${outcome}.`);
  }
}
