import type { GrantAges } from '#domain/connection/ports.ts';

export class FixedGrantAges implements GrantAges {
  readonly renewed = new Map<string, Date>();

  renewedAt(firmId: string): Promise<Date | undefined> {
    return Promise.resolve(this.renewed.get(firmId));
  }
}
