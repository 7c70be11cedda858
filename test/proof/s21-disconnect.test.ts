import { describe, expect, it } from 'vitest';
import type { Client } from '#domain/client/client.ts';
import { mustBeEditable } from '#domain/client/view-only.ts';
import { XeroUnavailableError } from '#domain/connection/errors.ts';
import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import { makeHandler as makeDelete } from '../../functions/api/delete-connection/handler.ts';
import { makeHandler as makeFinish } from '../../functions/trigger/finish-disconnects/handler.ts';
import {
  ADMIN,
  CALLER,
  connectionOf,
  connectionWorld,
  type ConnectionWorld,
  FIRM,
  runOf,
  xeroConnection,
} from '../support/connection-world.ts';
import { promise } from '../support/promise.ts';
import { type Death, Mortal } from '../support/proof/mortal.ts';

const S21 = promise(
  'S21',
  'a disconnect that is cut off anywhere still leaves no token and no connection at Xero',
  {
    floor: 2_500,
  },
);

const QUARTER_HOUR = 15 * 60_000;
const CLIENT: Client = {
  clientId: 'client-1',
  xpmUuid: '11111111-1111-4111-8111-111111111111',
  name: 'Kept client',
  status: 'client',
  contacts: [],
  updatedAt: '2026-02-01T00:00:00.000Z',
};

type Arrange = (world: ConnectionWorld) => void;
/** What the firm and Xero are like when somebody disconnects; the connection's own refresh token is `refresh-1`. */
const SITUATIONS: Record<string, Arrange> = {
  'nothing runs': ({ connections }) => connections.seed(connectionOf()),
  'a sync runs': ({ connections }) => connections.seed(connectionOf({ run: runOf() })),
  'the access token has run out': ({ connections, clock }) => {
    connections.seed(connectionOf());
    clock.advance(45 * 60_000);
  },
  'the same person has connected another firm': ({ connections, identity }) => {
    connections.seed(connectionOf());
    identity.listed.push(xeroConnection('b', { authEventId: 'event-0' }));
  },
  'the connection is broken': ({ connections }) => connections.seed(connectionOf({ state: 'broken' })),
  'Xero is away for a while': ({ connections, identity }) => {
    connections.seed(connectionOf());
    identity.fail.set('connections', [new XeroUnavailableError(), new XeroUnavailableError()]);
  },
  'the answer of the deletion gets lost': ({ connections, identity }) => {
    connections.seed(connectionOf());
    identity.lose.set('deleteConnection', 1);
    identity.lose.set('revoke', 1);
  },
};

async function connectedFirm(arrange: Arrange): Promise<ConnectionWorld> {
  const world = await connectionWorld();
  await world.vault.create(FIRM, world.identity.issue());
  world.identity.listed = [xeroConnection('a')];
  await world.clients.putSynced(FIRM, CLIENT, 'hash', { epoch: 1, fence: 1 });
  arrange(world);
  return world;
}

/** The ports of the connection's end, as this process sees them. */
function portsOf(world: ConnectionWorld, process: Mortal) {
  const vault = process.port(world.vault);
  const identity = process.port(world.identity);
  const { clock, ids } = world;
  return {
    ...{ ...world, vault, identity },
    custody: makeTokenCustody({ vault, identity, clock, ids, sleep: clock.sleep }),
    connections: process.port(world.connections),
    syncs: process.port(world.syncs),
    launcher: process.port(world.launcher),
    audit: process.port(world.audit),
  };
}

const caller = { ...CALLER, user: ADMIN };

async function disconnect(world: ConnectionWorld, death?: Death): Promise<Mortal> {
  const process = new Mortal(death);
  // It may also fail, and then the person is told so and tries again.
  await process.run(() => makeDelete(portsOf(world, process))({ caller }).catch(() => undefined));
  return process;
}

async function goOn(world: ConnectionWorld, death?: Death): Promise<Mortal> {
  world.clock.advance(QUARTER_HOUR);
  const process = new Mortal(death);
  await process.run(makeFinish(portsOf(world, process)));
  return process;
}

async function mustBeGone(world: ConnectionWorld, where: string): Promise<void> {
  const connection = await world.connections.get(FIRM);
  expect({ where, state: connection?.state, pending: connection?.cleanupPending }).toEqual({
    ...{ where, state: 'disconnected', pending: undefined },
  });
  const kept = JSON.stringify([...(Reflect.get(world.vault, 'firms') as Map<string, unknown>)]);
  expect({ where, kept }).toEqual({ where, kept: '[]' });
  const live = world.identity.listed.map(({ tenantId }) => tenantId).filter((id) => id === 'tenant-a');
  expect({ where, live }).toEqual({ where, live: [] });
  // Another firm may live by what else this person has connected.
  expect(world.identity.deleted.filter((id) => id !== 'connection-a')).toEqual([]);
  expect(await world.clients.get(FIRM, CLIENT.clientId)).toEqual(CLIENT);
  mustBeEditable(connection);
  const renamed = { ...CLIENT, name: 'Renamed by hand' };
  expect(await world.clients.putByHand(FIRM, renamed, connection?.epoch ?? 0)).toBe('written');
}

const at = ({ call, side }: Death) => `${side} call ${String(call)}`;
const deaths = (calls: number): Death[] =>
  Array.from({ length: calls }, (_, index) => index + 1).flatMap((call) => [
    { call, side: 'before' as const },
    { call, side: 'after' as const },
  ]);

describe('disconnecting', () => {
  it.each(Object.entries(SITUATIONS))(
    'ends well wherever it is cut off when %s',
    async (situation, arrange) => {
      const { calls } = await disconnect(await connectedFirm(arrange));
      for (const first of deaths(calls)) {
        const backgroundCalls = await cutOff(situation, arrange, first);
        for (const second of deaths(backgroundCalls)) await cutOff(situation, arrange, first, second);
      }
    },
  );
});

/** Answers how many calls the first run in the background took. */
async function cutOff(situation: string, arrange: Arrange, first: Death, second?: Death): Promise<number> {
  const world = await connectedFirm(arrange);
  await disconnect(world, first);
  const begun = (await world.connections.get(FIRM))?.state === 'disconnected';
  // Cut off before it began, it never happened, and the person who got no answer asks again.
  if (!begun) await disconnect(world);
  const { calls } = await goOn(world, second);
  for (let quarter = 0; quarter < 4; quarter += 1) await goOn(world);
  const again = second === undefined ? '' : `, then in the background ${at(second)}`;
  await mustBeGone(world, `${situation}: ${at(first)}${again}`);
  S21.held();
  return calls;
}
