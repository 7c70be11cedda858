import { resolvePrimary } from '../client/primary-contact.ts';
import type { Client } from '../client/client.ts';
import type { ClientRepository } from '../client/ports.ts';
import type { ConnectionRepository } from '../connection/ports.ts';
import type { PracticeClient } from '../practice/practice-client.ts';
import { eachOf } from '../each-of.ts';
import type { Clock } from '../system.ts';
import { ChangePageMissingError, LeaseLostError } from './errors.ts';
import { keepLease, ownConnection } from './lease.ts';
import type { ChangePageRepository } from './ports.ts';
import type { RunClaim } from './run.ts';
import type { ClientChange } from './sync.ts';

export interface ImportPageDeps {
  connections: Pick<ConnectionRepository, 'get' | 'renewRun'>;
  clients: Pick<ClientRepository, 'putSynced' | 'archiveSynced'>;
  pages: Pick<ChangePageRepository, 'get'>;
  clock: Clock;
}

export interface ImportPageInput {
  run: RunClaim;
  page: number;
  pages: number;
  toWrite: number;
  written: number;
}

/** One firm is one partition of the table: more would only be throttled. */
const IN_FLIGHT = 25;
/** Writes between two looks at the connection: so many may follow a disconnect at most (their items refuse an old claim). */
const CHECK_EVERY = 100;

/** Writes one page of changes; repeating it writes the same once more. */
export async function importPage(
  deps: ImportPageDeps,
  { run, page, pages, toWrite, written }: ImportPageInput,
): Promise<{ next: 'page' | 'complete'; page: number; written: number }> {
  await keepLease(deps, run, { phase: 'running', progress: { toWrite, written } });
  const changes = await deps.pages.get(run.firmId, run.syncId, page);
  if (changes === undefined) throw new ChangePageMissingError();
  const at = deps.clock.now();
  for (let start = 0; start < changes.length; start += CHECK_EVERY) {
    if (start > 0) await ownConnection(deps.connections, run);
    await eachOf(changes.slice(start, start + CHECK_EVERY), IN_FLIGHT, (change) =>
      write(deps, run, change, at),
    );
  }
  const next = page + 1 < pages ? 'page' : 'complete';
  return { next, page: page + 1, written: written + changes.length };
}

async function write(deps: ImportPageDeps, run: RunClaim, change: ClientChange, at: Date): Promise<void> {
  const claim = { epoch: run.epoch, fence: run.fence };
  const outcome =
    change.kind === 'archive'
      ? await deps.clients.archiveSynced(run.firmId, change.clientId, claim, at)
      : await deps.clients.putSynced(
          run.firmId,
          clientOf(change.clientId, change.client, at),
          change.hash,
          claim,
        );
  if (outcome === 'stale') throw new LeaseLostError();
}

function clientOf(
  clientId: string,
  { xpmUuid, isProspect, details, contacts }: PracticeClient,
  at: Date,
): Client {
  return {
    ...details,
    clientId,
    xpmUuid,
    status: isProspect ? 'prospect' : 'client',
    contacts: resolvePrimary(contacts),
    updatedAt: at.toISOString(),
  };
}
