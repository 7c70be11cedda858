import type { KeptSeat, KeptSeats, SeatRepository } from '#domain/user/ports.ts';

export class InMemorySeatRepository implements SeatRepository {
  private readonly saved = new Map<string, KeptSeats>();

  get(firmId: string): Promise<KeptSeats> {
    return Promise.resolve(structuredClone(this.saved.get(firmId) ?? { version: 0, kept: [] }));
  }

  save(firmId: string, from: number, kept: readonly KeptSeat[]): Promise<boolean> {
    if ((this.saved.get(firmId)?.version ?? 0) !== from) return Promise.resolve(false);
    this.saved.set(firmId, structuredClone({ version: from + 1, kept }));
    return Promise.resolve(true);
  }
}
