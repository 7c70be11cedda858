/**
 * Everything that this service measures itself: what functions emit, and what dashboard and alarms read. CloudWatch asks
 * about 0.30 USD a month for each name with each set of dimensions, so no dimension may have more values than stand
 * here: never a firm, a user, a client or an id of anything.
 */

/** Every metric also has the dimension `service`, with this one value. */
export const SERVICE = 'practice-sync';

/** All dimensions, and all values that they can have. */
export const DIMENSIONS = {
  outcome: ['succeeded', 'partial', 'held', 'failed', 'interrupted'],
  /** `none`: it ended before it was decided. */
  mode: ['full', 'delta', 'none'],
  reason: ['refused', 'suppressed', 'attempts'],
  kind: ['bounce', 'complaint'],
} as const;
export type Dimension = keyof typeof DIMENSIONS;

interface Measure {
  unit: 'Count' | 'Seconds';
  by: readonly Dimension[];
}

export const METRICS = {
  /** Syncs whose end was written into the history; one that was cut off there and repeated counts twice. */
  SyncsEnded: { unit: 'Count', by: ['outcome', 'mode'] },
  /** Clients that a sync added, updated or restored. */
  ClientsWritten: { unit: 'Count', by: [] },
  /** Clients that a sync archived. */
  ClientsArchived: { unit: 'Count', by: [] },
  /** Records of a practice that a sync could not read. */
  RecordProblems: { unit: 'Count', by: [] },
  /** Requests that a sync sent to Xero. */
  XeroRequests: { unit: 'Count', by: [] },
  /** What was left of a practice’s 5,000 requests a day at a sync’s end; the minimum is the practice worst off. */
  QuotaDayLeft: { unit: 'Count', by: [] },
  /** From the time that a scheduled sync was due to its beginning. */
  SecondsTillBegun: { unit: 'Seconds', by: [] },
  /** Firms that one look of the dispatch found due. */
  FirmsDue: { unit: 'Count', by: [] },
  /** How long the firm that waits longest has been due; 0 when none is. Every look of the dispatch says it. */
  SecondsOverdue: { unit: 'Seconds', by: [] },
  /** Mails that SES took. */
  MailsSent: { unit: 'Count', by: [] },
  /** Attempts that failed and will be repeated. */
  MailsPostponed: { unit: 'Count', by: [] },
  /** Mails that nobody will get. */
  MailsGivenUp: { unit: 'Count', by: ['reason'] },
  /** Addresses that bounced for good or complained. */
  MailsReturned: { unit: 'Count', by: ['kind'] },
  /** Access tokens stamped with fewer rights, because users or factors could not be read in time. */
  TokensRestricted: { unit: 'Count', by: [] },
  /** Refused requests that could not be written into the audit log. */
  RefusalsUnrecorded: { unit: 'Count', by: [] },
} as const satisfies Record<string, Measure>;
export type MetricName = keyof typeof METRICS;

/** The dimensions of a metric, with one of their values each. */
export type DimensionsOf<Name extends MetricName> = {
  [By in (typeof METRICS)[Name]['by'][number]]: (typeof DIMENSIONS)[By][number];
};

/** Metrics without dimensions of their own. */
export type PlainMetric = {
  [Name in MetricName]: (typeof METRICS)[Name]['by'] extends readonly [] ? Name : never;
}[MetricName];
