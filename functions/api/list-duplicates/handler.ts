import { shown, type DuplicateStatus } from '#domain/duplicate/duplicate.ts';
import type { DuplicateRepository } from '#domain/duplicate/ports.ts';
import type { Caller } from '#runtime/http.ts';

export interface Deps {
  duplicates: Pick<DuplicateRepository, 'list'>;
}

interface Request {
  caller: Caller;
  query: { limit: number; status: DuplicateStatus; cursor?: string | undefined };
}

export function makeHandler({ duplicates }: Deps) {
  return async ({ caller, query: { limit, status, cursor } }: Request) => {
    const page = await duplicates.list(caller.user.firmId, {
      status,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    return { body: { duplicates: page.duplicates.map(shown), cursor: page.cursor ?? null } };
  };
}
