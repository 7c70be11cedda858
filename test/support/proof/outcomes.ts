import type { FaultName } from './faults.ts';
import type { Operation } from './xero-in-memory.ts';

/** Where in a firm's life Xero is asked. */
export type Place = 'connecting' | 'syncing' | 'checking' | 'releasing';

export type OutcomeClass =
  /** Nobody had to do anything. */
  | 'ok after retry'
  /** Nothing is lost or half done, and somebody reads what happened. */
  | 'failed safe and reported'
  /** An admin has to connect again, and is told so. */
  | 'reconnect';

/** What is seen from outside, and which class that is. */
export const CLASS_OF: Readonly<Record<string, OutcomeClass>> = {
  ok: 'ok after retry',
  // The clean-up of a disconnect goes on every 15 minutes.
  pending: 'ok after retry',
  'xero-unavailable': 'failed safe and reported',
  expired: 'failed safe and reported',
  refused: 'failed safe and reported',
  failed: 'failed safe and reported',
  XERO_UNAVAILABLE: 'failed safe and reported',
  XPM_ANSWER_UNUSABLE: 'failed safe and reported',
  XPM_REFUSED: 'failed safe and reported',
  XERO_PERMISSION_MISSING: 'failed safe and reported',
  XERO_LIMIT_EXHAUSTED: 'failed safe and reported',
  XERO_APP_MISCONFIGURED: 'failed safe and reported',
  CONNECTION_BROKEN: 'reconnect',
};

interface Declared {
  place: Place;
  operation: Operation;
  /** One request is spoilt, and every request. */
  usual: readonly [once: string, always: string];
  except: Partial<Record<FaultName, readonly [once: string, always: string]>>;
}

/** Both alike: nothing is tried a second time. */
const both = (outcome: string) => [outcome, outcome] as const;

/** Answers to a deletion whose status alone says that it was done; one with a body that is no JSON may be anybody's. */
const DONE_BY_STATUS = {
  'reset in the body': both('ok'),
  'end in the body, with its length': both('ok'),
  'end in the body, without a length': both('ok'),
  'a chunk cut short': both('ok'),
};
const UNUSABLE = ['ok', 'XPM_ANSWER_UNUSABLE'] as const;
/** The delta that only measures is done without. */
const REFUSED = ['ok', 'XPM_REFUSED'] as const;
const LIMITED = ['ok', 'XERO_LIMIT_EXHAUSTED'] as const;
/** Xero refuses the app itself; no repetition changes that. */
const MISCONFIGURED = both('XERO_APP_MISCONFIGURED');

export const OUTCOMES: readonly Declared[] = [
  {
    place: 'connecting',
    operation: 'code',
    usual: both('xero-unavailable'),
    except: {
      '400 invalid_grant': both('expired'),
      '401': both('failed'),
      '403': both('failed'),
      '404': both('failed'),
    },
  },
  {
    place: 'connecting',
    operation: 'connections',
    usual: both('xero-unavailable'),
    except: {
      '400 invalid_grant': both('failed'),
      '401': both('refused'),
      '403': both('refused'),
      '404': both('failed'),
    },
  },
  {
    place: 'syncing',
    operation: 'refresh',
    usual: ['ok', 'XERO_UNAVAILABLE'],
    except: {
      '400 invalid_grant': both('CONNECTION_BROKEN'),
      '401': MISCONFIGURED,
      '403': MISCONFIGURED,
      '404': MISCONFIGURED,
    },
  },
  {
    place: 'syncing',
    operation: 'list',
    usual: ['ok', 'XERO_UNAVAILABLE'],
    except: {
      'reset in the body': UNUSABLE,
      'end in the body, with its length': UNUSABLE,
      'end in the body, without a length': UNUSABLE,
      'a chunk cut short': UNUSABLE,
      'a body that drips': UNUSABLE,
      'a body without end': both('XPM_ANSWER_UNUSABLE'),
      'a page with 200': UNUSABLE,
      'another charset': UNUSABLE,
      '302': UNUSABLE,
      '400 invalid_grant': REFUSED,
      '404': REFUSED,
      '401': ['ok', 'XERO_PERMISSION_MISSING'],
      '403': both('XERO_PERMISSION_MISSING'),
      '429 with a short pause': LIMITED,
      '429 of the minute': LIMITED,
      '429 of the day': LIMITED,
    },
  },
  {
    place: 'checking',
    operation: 'connections',
    usual: both('XERO_UNAVAILABLE'),
    except: {
      '400 invalid_grant': MISCONFIGURED,
      '403': both('XERO_PERMISSION_MISSING'),
      '404': MISCONFIGURED,
    },
  },
  {
    place: 'releasing',
    operation: 'connections',
    usual: both('pending'),
    except: { '403': both('ok') },
  },
  {
    place: 'releasing',
    operation: 'delete connection',
    usual: both('pending'),
    except: { ...DONE_BY_STATUS, '403': both('ok'), '404': both('ok') },
  },
  {
    place: 'releasing',
    operation: 'revoke',
    usual: both('pending'),
    except: {
      'end in the body, without a length': both('ok'),
      'a chunk cut short': both('ok'),
      'a page with 200': both('ok'),
      'another charset': both('ok'),
    },
  },
];
