import type { FirmRepository } from '#domain/firm/ports.ts';
import type { Caller } from '#runtime/http.ts';
import { firmView } from '../firm-view.ts';

export interface Deps {
  firms: Pick<FirmRepository, 'get'>;
}

export function makeHandler({ firms }: Deps) {
  return async ({ caller }: { caller: Caller }) => {
    const firm = await firms.get(caller.user.firmId);
    if (firm === undefined) throw new Error('A user without a firm');
    return { body: firmView(firm) };
  };
}
