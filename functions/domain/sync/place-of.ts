import type { Client } from '../client/client.ts';
import type { ClientRepository, StoredClient } from '../client/ports.ts';
import { locateAll, type Place } from './locate.ts';

/** Where one client of XPM is right now; strongly consistent. */
export async function placeOf(
  clients: Pick<ClientRepository, 'held'>,
  firmId: string,
  xpmUuid: string,
): Promise<Place> {
  const places = await locateAll(firmId, [xpmUuid], async (ids) => {
    const found: StoredClient[] = [];
    for (const clientId of ids) {
      const held = await clients.held(firmId, clientId);
      if (held?.kind === 'link') found.push({ clientId, archived: false, linkedTo: held.linkedTo });
      if (held?.kind === 'client') found.push(storedOf(held.client));
    }
    return found;
  });
  const place = places.get(xpmUuid);
  if (place === undefined) throw new Error('Every client has a place');
  return place;
}

function storedOf({ clientId, xpmUuid, status }: Client): StoredClient {
  return { clientId, archived: status === 'archived', ...(xpmUuid !== undefined && { xpmUuid }) };
}
