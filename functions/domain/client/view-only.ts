import type { Connection } from '../connection/connection.ts';
import { DomainError } from '../errors.ts';
import type { Client } from './client.ts';

/**
 * Synced clients are XPM's for as long as data flows or may flow again after a repair; a disconnect hands them to the
 * portal (design, section 2).
 */
export function isViewOnly(client: Pick<Client, 'xpmUuid'>, connection: Connection | undefined): boolean {
  return client.xpmUuid !== undefined && connection !== undefined && connection.state !== 'disconnected';
}

/** Also clients that were added by hand are left alone meanwhile: the list has one master at a time. */
export function mustBeEditable(connection: Connection | undefined): void {
  if (connection !== undefined && connection.state !== 'disconnected') throw managedInXpm();
}

export function managedInXpm(): DomainError {
  return new DomainError(
    'conflict',
    'CLIENTS_MANAGED_IN_XPM',
    'Clients are managed in Xero Practice Manager while your firm is connected to it. Change them there, or disconnect first.',
  );
}
