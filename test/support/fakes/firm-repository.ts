import { ADMINS_GET_ALL, type Firm, type FirmChanges } from '#domain/firm/firm.ts';
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

  update(firmId: string, { recipients, ...changes }: FirmChanges): Promise<Firm | undefined> {
    const firm = this.firms.get(firmId);
    if (firm === undefined) return Promise.resolve(undefined);
    const chosen = recipients && {
      recipients: { ...ADMINS_GET_ALL, ...firm.recipients, ...given(recipients) },
    };
    this.firms.set(firmId, structuredClone({ ...firm, ...given(changes), ...chosen }));
    return this.get(firmId);
  }
}

function given<T extends object>(changes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
