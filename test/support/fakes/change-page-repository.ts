import type { ChangePageRepository } from '#domain/sync/ports.ts';
import type { ClientChange } from '#domain/sync/sync.ts';

export class InMemoryChangePageRepository implements ChangePageRepository {
  private readonly pages = new Map<string, ClientChange[]>();

  put(firmId: string, syncId: string, page: number, changes: readonly ClientChange[]): Promise<void> {
    this.pages.set(`${firmId} ${syncId} ${String(page)}`, structuredClone([...changes]));
    return Promise.resolve();
  }

  get(firmId: string, syncId: string, page: number): Promise<ClientChange[] | undefined> {
    return Promise.resolve(structuredClone(this.pages.get(`${firmId} ${syncId} ${String(page)}`)));
  }
}
