import type { Connection } from '../connection/connection.ts';
import type { Client } from './client.ts';

/**
 * Synced clients are XPM's for as long as data flows or may flow again after a repair; a disconnect hands them to the
 * portal (design, section 2).
 */
export function isViewOnly(client: Pick<Client, 'xpmUuid'>, connection: Connection | undefined): boolean {
  return client.xpmUuid !== undefined && connection !== undefined && connection.state !== 'disconnected';
}
