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
