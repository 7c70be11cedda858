import { gapOf } from '#domain/client/client.ts';
import type { ClientRepository } from '#domain/client/ports.ts';
import { isViewOnly } from '#domain/client/view-only.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { DomainError } from '#domain/errors.ts';
import type { Caller } from '#runtime/http.ts';

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
    if (client === undefined)
      throw new DomainError('not-found', 'CLIENT_NOT_FOUND', 'There is no such client.');
    const gap = gapOf(client);
    const managedBy: 'xpm' | 'portal' = isViewOnly(client, connection) ? 'xpm' : 'portal';
    return { body: { ...client, ...(gap === undefined ? {} : { gap }), managedBy } };
  };
}
