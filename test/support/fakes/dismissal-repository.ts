import type { DismissalRepository } from '#domain/notice/ports.ts';
import { KEPT_DISMISSALS } from '#domain/notice/ports.ts';

export class InMemoryDismissalRepository implements DismissalRepository {
  private readonly users = new Map<string, string[]>();

  get(firmId: string, userId: string): Promise<string[]> {
    return Promise.resolve([...(this.users.get(`${firmId} ${userId}`) ?? [])]);
  }

  add(firmId: string, userId: string, noticeId: string): Promise<void> {
    const known = this.users.get(`${firmId} ${userId}`) ?? [];
    if (!known.includes(noticeId)) {
      this.users.set(`${firmId} ${userId}`, [...known, noticeId].slice(-KEPT_DISMISSALS));
    }
    return Promise.resolve();
  }
}
