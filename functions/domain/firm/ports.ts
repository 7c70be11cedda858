import type { Firm, FirmChanges } from './firm.ts';

export interface FirmRepository {
  get(firmId: string): Promise<Firm | undefined>;
  /** Repeatable: an existing firm of that id stays as it is and false is answered. */
  create(firm: Firm): Promise<boolean>;
  /** Repeatable; false when there is no such firm. */
  setSeats(firmId: string, seats: number): Promise<boolean>;
  /**
   * Writes what is given and nothing else, so that changes made at once lose nothing of each other. Answers the firm as
   * it is afterwards; undefined when there is none.
   */
  update(firmId: string, changes: FirmChanges): Promise<Firm | undefined>;
}

/** Takes a firm out of the tables, the audit log aside. Each call is repeatable. */
export interface FirmEraser {
  /**
   * Connection, tokens, the watch over runs and the hold on the practice. False, and nothing is erased, while the firm
   * is connected or Xero is yet to be told of a disconnect.
   */
  eraseConnection(firmId: string): Promise<boolean>;
  eraseUser(firmId: string, userId: string): Promise<void>;
  /** At most `limit` records of any kind, but for the firm's own. */
  eraseRecords(firmId: string, limit: number): Promise<{ erased: number; left: boolean }>;
  /** The firm's own record, by which a repetition knows it. */
  eraseFirm(firmId: string): Promise<void>;
}

/** What is kept of a firm and says something to it; the service's own notes (claims, pages of a running sync) do not. */
export interface FirmReader {
  /** Each record with its kind, e.g. `CLIENT`; a page may be empty and yet not the last one. */
  page(
    firmId: string,
    cursor: string | undefined,
  ): Promise<{ records: Record<string, unknown>[]; cursor?: string }>;
}
