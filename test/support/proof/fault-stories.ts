import { releasePractice } from '#domain/connection/release-practice.ts';
import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import type { XeroNodeIdentity } from '#adapters/xero/identity.ts';
import type { HttpPracticeGateway } from '#adapters/xpm/client.ts';
import { makeHandler as receiveCallback } from '../../../functions/api/receive-xero-callback/handler.ts';
import { hashOf, OAUTH_COOKIE } from '#domain/connection/oauth-secrets.ts';
import { aConnection, FIRM_ID } from '../builders.ts';
import type { InMemoryTokenVault } from '../fakes/token-vault.ts';
import { ADMIN, connectionWorld, FIRM, xeroConnection } from '../connection-world.ts';
import { record, records } from '../practice/world.ts';
import { SyncWorld, syncWorld } from '../workflows/sync-world.ts';
import { followTimers } from './virtual-clock.ts';
import type { Wire } from './wire.ts';
import { XeroInMemory } from './xero-in-memory.ts';

/** A stretch of a firm's life that asks Xero the operation once, three times over. */
export interface Story {
  xero: XeroInMemory;
  /** How it ended, in one word: `ok`, or a code that somebody is shown. */
  round: () => Promise<string>;
  /** Goes on once the fault is over, with what people or the schedule do then; answers how that ended. */
  mend: () => Promise<string>;
  /** What is broken that must never be; empty when all is well. */
  harm: () => Promise<string[]>;
}

export interface Adapters {
  wire: Wire;
  identityWith: (clock: { now: () => Date }) => XeroNodeIdentity;
  gatewayWith: (clock: { now: () => Date }) => HttpPracticeGateway;
}

const CLIENTS = 5;

/** An admin connects, and disconnects again without a word to Xero. */
export async function connecting({ wire, identityWith }: Adapters): Promise<Story> {
  const world = await connectionWorld();
  followTimers(world.clock);
  const xero = new XeroInMemory(wire, world.identity);
  const identity = identityWith(world.clock);
  const handle = receiveCallback({ ...world, identity });
  let count = 0;
  const round = async () => {
    count += 1;
    const before = await world.connections.get(FIRM);
    if (before?.state === 'connected') {
      const disconnect = { cause: 'disconnected-here' as const, at: world.clock.now().toISOString() };
      await world.connections.end({
        firmId: FIRM,
        epoch: before.epoch,
        state: 'disconnected',
        disconnect,
        cleanupPending: false,
      });
    }
    xero.backend.listed = [xeroConnection('1')];
    const state = `state-${String(count)}`.padEnd(43, 'x');
    await world.transactions.create({
      ...{ stateHash: hashOf(state), firmId: FIRM, userId: ADMIN.userId, cookieHash: hashOf('cookie') },
      expiresAt: new Date(world.clock.now().getTime() + 600_000),
      confirmPracticeChange: false,
    });
    const { headers } = await handle({
      caller: { sourceIp: '203.0.113.7', requestId: 'r' },
      query: { state, code: `good-${String(count)}` },
      cookies: { [OAUTH_COOKIE]: 'cookie' },
    });
    const outcome = new URL(headers.location).searchParams.get('connection') ?? '';
    return outcome === 'connected' ? 'ok' : outcome;
  };
  const harm = async () => {
    const connection = await world.connections.get(FIRM);
    const stored = await world.vault.load(FIRM);
    return [
      ...(connection?.state === 'connected' && stored === undefined ? ['connected without tokens'] : []),
      ...(wire.open > 0 ? [`${String(wire.open)} connections left open`] : []),
    ];
  };
  return { xero, round, mend: round, harm };
}

/** The firm's clients sync, each time with a token that has run out. */
export const syncing = (adapters: Adapters) => clientsSync(adapters, false);

/** While something goes wrong Xero refuses the list as well, so that it is asked what it is still connected with. */
export const checking = (adapters: Adapters) => clientsSync(adapters, true);

async function clientsSync(
  { wire, identityWith, gatewayWith }: Adapters,
  isRefused: boolean,
): Promise<Story> {
  const { ports } = await syncWorld();
  followTimers(ports.clock);
  const xero = new XeroInMemory(wire, ports.identity);
  xero.records = records(CLIENTS);
  const identity = identityWith(ports.clock);
  const { clock, ids } = ports;
  const vault = ports.vault as InMemoryTokenVault;
  const custody = makeTokenCustody({ vault, identity, clock, ids, sleep: clock.sleep });
  const gateway = gatewayWith(ports.clock);
  const world = new SyncWorld({ ...ports, custody, identity, gateway } as unknown as typeof ports);
  const round = async (passing = 12 * 3_600_000) => {
    const connection = await world.connection();
    if (connection.state !== 'connected') return connection.state;
    clock.advance(passing);
    xero.refusesList = isRefused && xero.fault !== undefined;
    const { sync } = await world.start({ requestedMode: 'full' });
    return sync?.failure?.code ?? (sync?.status === 'succeeded' ? 'ok' : (sync?.status ?? 'no record'));
  };
  const mend = async () => {
    const { state, epoch } = await world.connection();
    if (state !== 'connected') {
      await vault.create(FIRM_ID, ports.identity.issue());
      xero.backend.listed = [xeroConnection('1', { tenantId: 'tenant-1', connectionId: 'connection-1' })];
      ports.connections.seed(aConnection({ connectedAt: clock.now().toISOString(), epoch: epoch + 1 }));
    }
    // Within the half hour in which Xero takes a refresh token once more whose answer got lost.
    return round(20 * 60_000);
  };
  const harm = async () => {
    const clients = await Promise.all(records(CLIENTS).map((_, index) => world.client(record(index))));
    const { state, run } = await world.connection();
    return [
      ...clients.flatMap((client, index) =>
        client?.status === 'archived' ? [`client ${String(index)} archived`] : [],
      ),
      ...(run === undefined ? [] : ['the run still holds its lease']),
      ...(state === 'connected' && (await vault.load(FIRM_ID)) === undefined
        ? ['connected without tokens']
        : []),
      ...(wire.open > 0 ? [`${String(wire.open)} connections left open`] : []),
    ];
  };
  await world.start({ trigger: 'first' });
  return { xero, round: () => round(), mend, harm };
}

/** A firm has disconnected here, and Xero is to be told. */
export async function releasing({ wire, identityWith }: Adapters): Promise<Story> {
  const world = await connectionWorld();
  followTimers(world.clock);
  const xero = new XeroInMemory(wire, world.identity);
  const identity = identityWith(world.clock);
  const { vault, clock, connections } = world;
  const custody = makeTokenCustody({ vault, identity, clock, ids: world.ids, sleep: clock.sleep });
  const sweep = () => releasePractice({ connections, vault, custody, identity, clock }, FIRM);
  const round = async () => {
    xero.backend.listed = [xeroConnection('1')];
    await vault.create(FIRM, xero.backend.issue());
    await connections.connect({
      firmId: FIRM,
      practice: { tenantId: 'tenant-1', connectionId: 'connection-1', name: null },
      ...{ connectedBy: ADMIN, connectedAt: clock.now(), dueAt: clock.now(), practiceChanged: false },
    });
    const { epoch } = (await connections.get(FIRM))!;
    const disconnect = { cause: 'disconnected-here' as const, at: clock.now().toISOString() };
    await connections.end({ firmId: FIRM, epoch, state: 'disconnected', disconnect, cleanupPending: true });
    const outcome = await sweep();
    return outcome === 'done' ? 'ok' : outcome;
  };
  const mend = async () => {
    clock.advance(15 * 60_000);
    return (await sweep()) === 'done' ? 'ok' : 'pending';
  };
  const harm = async () => {
    const connection = await connections.get(FIRM);
    const stored = await vault.load(FIRM);
    return [
      ...(connection?.cleanupPending !== true && stored !== undefined
        ? ['tokens outlive the connection']
        : []),
      ...(wire.open > 0 ? [`${String(wire.open)} connections left open`] : []),
    ];
  };
  return { xero, round, mend, harm };
}
