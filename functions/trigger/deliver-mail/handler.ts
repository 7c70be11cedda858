import type { Delivered, DeliverDeps } from '#domain/mail/deliver.ts';
import { deliver } from '#domain/mail/deliver.ts';

const MAILS_PER_READ = 50;
/** The function may take two minutes; what is left over is due again in five. */
const BUDGET_MILLISECONDS = 80_000;

export function makeHandler(deps: DeliverDeps) {
  return async (): Promise<Delivered> => {
    const started = deps.clock.now();
    const total = { sent: 0, waiting: 0 };
    while (deps.clock.now().getTime() - started.getTime() < BUDGET_MILLISECONDS) {
      const due = await deps.outbox.due(deps.clock.now(), MAILS_PER_READ);
      const { sent, waiting } = await deliver(deps, due);
      total.sent += sent;
      total.waiting += waiting;
      // None of these could be claimed: somebody else is at it, or the index is behind.
      if (sent + waiting === 0) break;
    }
    return total;
  };
}
