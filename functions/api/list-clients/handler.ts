import type { ClientGap } from '#domain/client/client.ts';
import type { ClientQuery, ClientRepository } from '#domain/client/ports.ts';
import type { Caller } from '#runtime/http.ts';

export interface Deps {
  clients: ClientRepository;
}

interface Request {
  caller: Caller;
  query: {
    limit: number;
    status: ClientQuery['status'];
    cursor?: string | undefined;
    search?: string | undefined;
    gap?: ClientGap | undefined;
  };
}

export function makeHandler({ clients }: Deps) {
  return async ({ caller, query: { limit, status, cursor, search = '', gap } }: Request) => {
    const page = await clients.list({
      firmId: caller.user.firmId,
      status,
      limit,
      ...(search.trim() === '' ? {} : { search }),
      ...(gap === undefined ? {} : { gap }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    return { body: { clients: page.rows, cursor: page.cursor ?? null } };
  };
}
