import type { Client } from '#domain/client/client.ts';
import type { Connection } from '#domain/connection/connection.ts';
import { FIRM_ID } from './builders.ts';
import { InMemoryAuditLog } from './fakes/audit-log.ts';
import { InMemoryClientEditLock } from './fakes/client-edit-lock.ts';
import { InMemoryClientRepository } from './fakes/client-repository.ts';
import { InMemoryConnectionRepository } from './fakes/connection-repository.ts';
import { FakeClock, SequentialIds } from './fakes/system.ts';

/** Everything that editing by hand needs, in memory. */
export function editWorld(connection?: Connection) {
  const clock = new FakeClock();
  const connections = new InMemoryConnectionRepository();
  if (connection !== undefined) connections.seed(connection);
  const problems: unknown[] = [];
  const clients = new InMemoryClientRepository();
  return {
    clients,
    connections,
    lock: new InMemoryClientEditLock(),
    audit: new InMemoryAuditLog(),
    clock,
    ids: new SequentialIds(),
    sleep: clock.sleep,
    problems,
    onInterrupted: (error: unknown) => {
      problems.push(error);
    },
    /** All clients of the firm by name. */
    async all(firmId = FIRM_ID): Promise<Client[]> {
      const found: Client[] = [];
      for await (const client of clients.all(firmId)) found.push(client);
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
export type EditWorld = ReturnType<typeof editWorld>;
