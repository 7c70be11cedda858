import type { Firm } from '#domain/firm/firm.ts';
import type { FirmRepository } from '#domain/firm/ports.ts';

export class InMemoryFirmRepository implements FirmRepository {
  private readonly firms = new Map<string, Firm>();

  get(firmId: string): Promise<Firm | undefined> {
    return Promise.resolve(structuredClone(this.firms.get(firmId)));
  }

  create(firm: Firm): Promise<boolean> {
    if (this.firms.has(firm.firmId)) return Promise.resolve(false);
    this.firms.set(firm.firmId, structuredClone(firm));
    return Promise.resolve(true);
  }

  setSeats(firmId: string, seats: number): Promise<boolean> {
    const firm = this.firms.get(firmId);
    if (firm !== undefined) this.firms.set(firmId, { ...firm, seats });
    return Promise.resolve(firm !== undefined);
  }
}
