/**
 * One `<Client>` of XPM's list as it came: element name to text, absent and empty alike missing. Only what the portal
 * keeps or decides by; `AccountManager` and `JobManager` hold the name of the person.
 */
export interface PracticeRecord {
  fields: Readonly<Record<string, string>>;
  contacts: readonly Readonly<Record<string, string>>[];
}

export interface PracticeListRequest {
  accessToken: string;
  tenantId: string;
  /** UTC; absent for the whole list. */
  modifiedSince?: Date;
  /** Beyond this the request is given up, though its own deadlines might allow more. */
  maxMilliseconds?: number;
}

/** Remaining calls as Xero's headers told; null where they did not. */
export interface PracticeQuota {
  dayRemaining: number | null;
  minuteRemaining: number | null;
}

/**
 * The practice's clients with their contacts (`client.api/list`), by exactly one request: who calls decides about
 * another, because records that were yielded before a failure must be forgotten first. The generator yields records
 * while they arrive and returns only when the answer was complete: the root closed, `<Status>OK</Status>`, no
 * DOCTYPE. Until then nothing that was yielded may be believed. Fails with `XeroUnavailableError` (network, time-out,
 * 5xx), `AccessRefusedError` (401, 403) and the errors of `practice/errors.ts`.
 */
export interface PracticeGateway {
  listClients(request: PracticeListRequest): AsyncGenerator<PracticeRecord, PracticeQuota, undefined>;
}
