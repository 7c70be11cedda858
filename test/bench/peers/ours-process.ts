import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Client, gapOf } from '#domain/client/client.ts';
import type { Connection } from '#domain/connection/connection.ts';
import { HttpPracticeGateway } from '#adapters/xpm/client.ts';
import { redirectRequests } from '../../../local/functions/redirect.ts';
import { FIRM_ID } from '../../support/builders.ts';
import { InMemoryClientRepository } from '../../support/fakes/client-repository.ts';
import { syncWorld } from '../../support/workflows/sync-world.ts';
import type { FileStore } from './ours.ts';

/**
 * One sync of the product, by its workflow's file and its real handlers, on a store that is one JSON file: as the peers'
 * flows have it. Prints `ready`, waits for a line, syncs, prints what came of it.
 */
const { XERO_URL = '', XERO_TOKEN = '', XERO_TENANT = '', STORE_FILE = '' } = process.env;
redirectRequests({ 'api.xero.com': XERO_URL });
const world = await syncWorld();
const { ports } = world;
Object.assign(ports.clock, { now: () => new Date(), sleep: (milliseconds: number) => pause(milliseconds) });
ports.identity.listed = ports.identity.listed.map((listed) => ({ ...listed, tenantId: XERO_TENANT }));
const gateway = new HttpPracticeGateway(ports.clock);
Object.assign(ports.gateway, {
  listClients: (request: Parameters<typeof gateway.listClients>[0]) =>
    gateway.listClients({ ...request, accessToken: XERO_TOKEN, tenantId: XERO_TENANT }),
});

/** The tests' repository orders all clients for this, which the table's index spares the product. */
const gaps = async (firmId: string, limit: number) => {
  const counts = { NO_PRIMARY_CONTACT: 0, NO_EMAIL: 0 };
  const found: Client[] = [];
  for await (const client of ports.clients.all(firmId)) {
    const gap = client.status === 'archived' ? undefined : gapOf(client);
    if (gap === undefined) continue;
    counts[gap] += 1;
    found.push(client);
  }
  const some = new InMemoryClientRepository();
  const byName = found.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, limit);
  for (const client of byName) some.seed(firmId, client);
  return { rows: (await some.gaps(firmId, limit)).rows, counts };
};
Object.assign(ports.clients, { gaps });

process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));

if (existsSync(STORE_FILE)) {
  const { connection, clients } = JSON.parse(readFileSync(STORE_FILE, 'utf8')) as FileStore;
  ports.connections.seed(connection as Connection);
  for (const { client, hash } of clients) ports.clients.seed(FIRM_ID, client as Client, hash);
}
const mode = process.env['MODE'] === 'auto' ? 'auto' : 'full';
const run = await world.start({ requestedMode: mode });
const counts = run.sync?.counts;
const written = (counts?.added ?? 0) + (counts?.updated ?? 0) + (counts?.restored ?? 0);
const archived = counts?.archived ?? 0;
if (written + archived > 0 || !existsSync(STORE_FILE)) {
  const hashes = new Map<string, string>();
  for await (const { clientId, hash } of ports.clients.stored(FIRM_ID))
    if (hash !== undefined) hashes.set(clientId, hash);
  const clients: FileStore['clients'] = [];
  for await (const client of ports.clients.all(FIRM_ID))
    clients.push({ client, hash: hashes.get(client.clientId) });
  const connection = ports.connections.peek(FIRM_ID);
  writeFileSync(STORE_FILE, JSON.stringify({ connection, clients }));
}
const failed = run.sync?.status === 'failed' || run.sync === undefined;
process.stdout.write(
  `${JSON.stringify(
    failed
      ? { ok: false, error: run.sync?.failure?.code ?? run.status }
      : { ok: true, said: { listed: counts?.seen ?? 0, written, archived } },
  )}\n`,
);
process.exit();
