import { clientNotFound } from '#domain/client/errors.ts';
import type { ClientRepository } from '#domain/client/ports.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import type { Caller } from '#runtime/http.ts';
import { clientView } from '../client-view.ts';

export interface Deps {
  clients: ClientRepository;
  connections: ConnectionRepository;
}

interface Request {
  caller: Caller;
  path: { clientId: string };
}

export function makeHandler({ clients, connections }: Deps) {
  return async ({ caller, path: { clientId } }: Request) => {
    const { firmId } = caller.user;
    const [client, connection] = await Promise.all([clients.get(firmId, clientId), connections.get(firmId)]);
    if (client === undefined) throw clientNotFound();
    return { body: clientView(client, connection) };
  };
}
