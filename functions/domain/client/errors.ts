import { DomainError } from '../errors.ts';
import type { Client } from './client.ts';

export function clientNotFound(): DomainError {
  return new DomainError('not-found', 'CLIENT_NOT_FOUND', 'There is no such client.');
}

/** Names who is in the way: people forget that they archived somebody. */
export class ClientExistsError extends DomainError {
  constructor(
    { clientId, name, status }: Pick<Client, 'clientId' | 'name' | 'status'>,
    same: 'name' | 'e-mail',
  ) {
    const archived = status === 'archived' ? ' It is archived and can be restored.' : '';
    super(
      'conflict',
      'CLIENT_EXISTS',
      `A client with the same ${same} is in your client list already: ${name}.${archived}`,
      { details: { clientId, name, status, same } },
    );
  }
}
