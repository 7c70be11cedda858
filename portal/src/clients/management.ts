import type { Connection } from '../api/types.ts';

/**
 * Where clients are managed. `xpm-broken`: in XPM too, but nothing syncs until an admin reconnects; only a disconnect
 * hands the clients to the portal.
 */
export type Management = 'portal' | 'xpm' | 'xpm-broken';

export function managementOf(state: Connection['state']): Management {
  switch (state) {
    case 'connected':
      return 'xpm';
    case 'broken':
      return 'xpm-broken';
    case 'never':
    case 'disconnected':
      return 'portal';
  }
}
