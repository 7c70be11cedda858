import type { StoredClient } from '../client/ports.ts';
import { clientIdOf } from '../ids.ts';

/** Where a client of XPM is in the portal, or where it would be added. */
export interface Place {
  /** Its own id: the client's, or that of the link to it. */
  at: string;
  stored: StoredClient | undefined;
  /** It has its place already, but `at` does not lead there yet. */
  unfinished?: boolean;
}

/** Answers what an id holds; undefined: it was not looked up yet. */
export type Look = (clientId: string) => StoredClient | 'nobody' | undefined;

/** Each of them taken by a link: more happen to no client. */
const MAX_PLACES = 50;

/**
 * Nearly always a client is under the first id derived from its UUID. If that id was linked, the client is the one it
 * was linked to, as long as that one still has the UUID. If the id was given to a twin with another UUID, or goes to
 * such a twin, the client has the next derived id.
 */
export function locate(firmId: string, xpmUuid: string, look: Look): Place | { unknown: string } {
  for (let place = 0; place < MAX_PLACES; place += 1) {
    const at = clientIdOf(firmId, xpmUuid, place);
    const own = look(at);
    if (own === undefined) return { unknown: at };
    if (own === 'nobody') return { at, stored: undefined };
    const stored = own.linkedTo === undefined ? own : look(own.linkedTo);
    if (stored === undefined) return { unknown: own.linkedTo ?? at };
    if (stored !== 'nobody' && stored.xpmUuid === xpmUuid) return { at, stored };
  }
  throw new Error('A client has no place left');
}

/** Locates many with few look-ups: all that are unknown are asked for at once. */
export async function locateAll(
  firmId: string,
  xpmUuids: readonly string[],
  lookUp: (clientIds: string[]) => Promise<StoredClient[]>,
): Promise<Map<string, Place>> {
  const known = new Map<string, StoredClient | 'nobody'>();
  const places = new Map<string, Place>();
  let open = xpmUuids;
  while (open.length > 0) {
    const unknown = new Set<string>();
    const later: string[] = [];
    for (const xpmUuid of open) {
      const place = locate(firmId, xpmUuid, (id) => known.get(id));
      if ('unknown' in place) {
        unknown.add(place.unknown);
        later.push(xpmUuid);
      } else places.set(xpmUuid, place);
    }
    if (unknown.size > 0) {
      for (const id of unknown) known.set(id, 'nobody');
      for (const stored of await lookUp([...unknown])) known.set(stored.clientId, stored);
    }
    open = later;
  }
  return places;
}

/** The places of a whole firm. */
export class StoredPlaces {
  private linked: Map<string, StoredClient> | undefined;

  constructor(
    private readonly firmId: string,
    private readonly stored: ReadonlyMap<string, StoredClient>,
  ) {}

  find(xpmUuid: string): Place {
    const place = locate(this.firmId, xpmUuid, (id) => this.stored.get(id) ?? 'nobody');
    if ('unknown' in place) throw new Error('Everything is known of a whole firm');
    if (place.stored !== undefined) return place;
    const stored = this.unfinished().get(xpmUuid);
    return stored === undefined ? place : { ...place, stored, unfinished: true };
  }

  /** Clients that took over an XPM id when the sync was killed before the id they replace became a link. */
  private unfinished(): Map<string, StoredClient> {
    this.linked ??= new Map(
      [...this.stored.values()].flatMap((client) =>
        client.xpmUuid === undefined || client.clientId === clientIdOf(this.firmId, client.xpmUuid)
          ? []
          : [[client.xpmUuid, client] as const],
      ),
    );
    return this.linked;
  }
}
