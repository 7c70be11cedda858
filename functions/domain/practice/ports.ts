/**
 * One `<Client>` of XPM's list as it came: element name to text, absent and empty alike missing. Elements that hold
 * elements are left out but for the names of the managers (`AccountManager`, `JobManager`) and the contacts.
 */
export interface PracticeRecord {
  fields: Readonly<Record<string, string>>;
  contacts: readonly Readonly<Record<string, string>>[];
}

export interface PracticeListEnd {
  /** Remaining calls as Xero's headers told; null where they did not. */
  quota: { dayRemaining: number | null; minuteRemaining: number | null };
  /** Requests that were sent to Xero for this list, repetitions included. */
  requests: number;
}

/**
 * The practice's clients with their contacts (`client.api/list`). The generator yields records while they arrive and
 * returns only when the answer was complete: the root closed, `<Status>OK</Status>`, no DOCTYPE. Until then nothing
 * that was yielded may be believed. Fails with the errors of `practice/errors.ts`.
 */
export interface PracticeGateway {
  listClients(request: {
    accessToken: string;
    tenantId: string;
    /** UTC; absent for the whole list. */
    modifiedSince?: Date;
  }): AsyncGenerator<PracticeRecord, PracticeListEnd, undefined>;
}
