import type { Firm } from './firm.ts';

export interface FirmRepository {
  get(firmId: string): Promise<Firm | undefined>;
  /** Repeatable: an existing firm of that id stays as it is and false is answered. */
  create(firm: Firm): Promise<boolean>;
  /** Repeatable; false when there is no such firm. */
  setSeats(firmId: string, seats: number): Promise<boolean>;
}
