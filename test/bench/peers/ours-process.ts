import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { HttpPracticeGateway } from '#adapters/xpm/client.ts';
import { redirectRequests } from '../../../local/functions/redirect.ts';
import { FIRM_ID } from '../../support/builders.ts';
import { syncWorld } from '../../support/workflows/sync-world.ts';
import { FileClients } from './file-clients.ts';
import { FilePages } from './file-pages.ts';

/**
 * One sync of the product, by its workflow's file and its real handlers, on files. Prints `ready`, waits for a line,
 * syncs, prints what came of it.
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

process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));

const clients = await FileClients.open(STORE_FILE);
const pages = new FilePages();
for (const name of [
  ...(['get', 'held', 'stored', 'storedByIds', 'countSynced'] as const),
  ...(['putSynced', 'archiveSynced', 'named', 'gaps'] as const),
])
  Object.assign(ports.clients, { [name]: clients[name].bind(clients) });
Object.assign(ports.pages, { put: pages.put.bind(pages), get: pages.get.bind(pages) });
if (clients.connection !== undefined) ports.connections.seed(clients.connection);

const mode = process.env['MODE'] === 'auto' ? 'auto' : 'full';
const run = await world.start({ requestedMode: mode });
clients.close(ports.connections.peek(FIRM_ID));
rmSync(pages.folder, { recursive: true });

const counts = run.sync?.counts;
const written = (counts?.added ?? 0) + (counts?.updated ?? 0) + (counts?.restored ?? 0);
const failed = run.sync?.status === 'failed' || run.sync === undefined;
process.stdout.write(
  `${JSON.stringify(
    failed
      ? { ok: false, error: run.sync?.failure?.code ?? run.status }
      : { ok: true, said: { listed: counts?.seen ?? 0, written, archived: counts?.archived ?? 0 } },
  )}\n`,
);
process.exit();
