import type { ClientQuery, ClientRepository } from '#domain/client/ports.ts';
import type { Client } from '#domain/client/client.ts';
import { newFirm } from './samples.ts';

export const CLAIM = { epoch: 1, fence: 1 };
export const HASH = 'hash-1';

type MakeClients = () => Promise<ClientRepository>;

/** A firm with these clients, and the names that a list of it shows. */
export function setupClients(makeSubject: MakeClients) {
  return async (...clients: Client[]) => {
    const repository = await makeSubject();
    const firmId = newFirm();
    for (const client of clients) await repository.putSynced(firmId, client, HASH, CLAIM);
    const names = async (query: Partial<ClientQuery> = {}) => {
      const { rows } = await repository.list({ firmId, status: 'current', limit: 50, ...query });
      return rows.map(({ name }) => name);
    };
    return { repository, firmId, names };
  };
}
