import type { StayingAdmin, StayingAdminRepository } from '#domain/user/ports.ts';

export class InMemoryStayingAdminRepository implements StayingAdminRepository {
  private readonly saved = new Map<string, StayingAdmin>();

  get(firmId: string): Promise<StayingAdmin> {
    return Promise.resolve({ ...(this.saved.get(firmId) ?? { change: 0 }) });
  }

  save(firmId: string, from: number, next: StayingAdmin): Promise<boolean> {
    if ((this.saved.get(firmId)?.change ?? 0) !== from) return Promise.resolve(false);
    this.saved.set(firmId, { ...next });
    return Promise.resolve(true);
  }
}
