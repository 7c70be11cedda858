import { describe, expect, it } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { makeHandler as importClients } from '../../functions/api/import-clients/handler.ts';
import { makeHandler as startSync } from '../../functions/api/start-sync/handler.ts';
import { aConnection, aUser, FIRM_ID } from '../support/builders.ts';
import { editWorld } from '../support/edit-world.ts';
import { InMemoryIdempotencyRepository } from '../support/fakes/idempotency-repository.ts';
import { records } from '../support/practice/world.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { between, mulberry32 } from '../support/proof/random.ts';
import { replayable } from '../support/proof/replayable.ts';
import { TakingTurns } from '../support/proof/taking-turns.ts';
import { ADMIN_CALLER, syncWorld, type SyncWorld } from '../support/workflows/sync-world.ts';

const FILE = 's23-one-user.test.ts';
const S23 = promise('S23', 'one user who asks a thousand times gets one sync and one import at a time', {
  floor: 14_000,
});

const WAVES = 20;
const WIDE = 50;
const SECOND = 1000;
/** Xero's limits for a practice. */
const A_MINUTE = 60;
const A_DAY = 5_000;

const caller = ADMIN_CALLER;

/** Xero takes a moment for each list; answers when it was asked. */
function slowPractice({ ports: { gateway, clock } }: SyncWorld): number[] {
  const asked: number[] = [];
  const list = gateway.listClients.bind(gateway);
  gateway.listClients = async function* (request) {
    asked.push(clock.now().getTime());
    clock.advance(SECOND);
    return yield* list(request);
  };
  return asked;
}

/** Fifty at the same moment; who is started, and the ids that all are told. */
async function wave(world: SyncWorld, idempotency: InMemoryIdempotencyRepository, seed: number) {
  const { connections, launcher, firms } = world.ports;
  const random = mulberry32(seed);
  const turns = new TakingTurns(random, seed % 2 === 0 ? 'any-order' : 'by-latency');
  const handler = startSync({
    ...world.ports,
    idempotency: turns.slow(idempotency, ['find', 'remember'], 900),
    connections: turns.slow(connections, ['claimRun', 'finishRun'], 900),
    launcher: turns.slow(launcher, ['start'], 900),
    firms: turns.slow(firms, ['get'], 900),
  });
  const before = launcher.started.length;
  const calls = Array.from({ length: WIDE }, () => {
    const mode = random() < 0.5 ? ('full' as const) : ('auto' as const);
    // Half of them as a browser that repeats its request; a key belongs to one request.
    const headers: Record<string, string> =
      random() < 0.5 ? {} : { 'idempotency-key': `${String(seed)}/${mode}/${String(between(random, 1, 3))}` };
    return handler({ caller, body: { mode }, headers });
  });
  const answers = await turns.until(Promise.all(calls));
  return { started: launcher.started.slice(before), told: new Set(answers.map(({ body }) => body.syncId)) };
}

describe('a thousand syncs by hand, fifty at a time', () => {
  it('start one execution at a time; all the others are told of that one', async () => {
    let most = 0;
    for (const seed of eachSeed(10)) {
      await replayable(FILE, seed, async () => {
        const world = await syncWorld();
        world.ports.gateway.put(records(3));
        const asked = slowPractice(world);
        const idempotency = new InMemoryIdempotencyRepository(world.ports.clock);
        for (let count = 0; count < WAVES; count += 1) {
          const { started, told } = await wave(world, idempotency, seed * WAVES + count);
          expect(started).toHaveLength(1);
          expect([...told]).toEqual(started.map(({ syncId }) => syncId));
          // As soon as it has ended the next wave comes.
          expect((await world.execute(started[0]!)).status).toBe('SUCCEEDED');
          S23.held(WIDE);
        }
        for (const [index, at] of asked.entries()) {
          const inMinute = asked.slice(0, index + 1).filter((other) => other > at - 60 * SECOND).length;
          most = Math.max(most, inMinute);
        }
        expect(most).toBeLessThanOrEqual(A_MINUTE);
        expect(asked.length).toBeLessThan(A_DAY);
      });
    }
    S23.figure('most requests to Xero in a minute', most);
  });
});

const FILE_OF_CLIENTS = new TextEncoder().encode(
  [
    'Client Name,First Name,Last Name,Client Email,Client Phone',
    ...Array.from(
      { length: 5 },
      (_, index) => `Client ${String(index)},Aroha,Owner,client${String(index)}@example.com,`,
    ),
  ].join('\r\n'),
);

async function imports(seed: number, connected: boolean) {
  const world = editWorld(connected ? aConnection() : undefined);
  const turns = new TakingTurns(mulberry32(seed), 'by-latency');
  const writers = { now: 0, most: 0 };
  const clients = turns.slow(world.clients, ['addByHand', 'putByHand'], 2_000);
  const slowAdd = clients.addByHand.bind(clients);
  const handler = importClients({
    ...world,
    clients: new Proxy(clients, {
      get: (target, name) => {
        if (name !== 'addByHand') return Reflect.get(target, name) as unknown;
        return async (...input: Parameters<typeof slowAdd>) => {
          writers.now += 1;
          writers.most = Math.max(writers.most, writers.now);
          await slowAdd(...input).finally(() => (writers.now -= 1));
        };
      },
    }),
    connections: turns.slow(world.connections, ['get'], 500),
    lock: turns.slow(world.lock, ['acquire', 'release'], 500),
    clock: turns,
    sleep: turns.sleep,
  });
  const upload = () =>
    handler({ caller: { ...caller, user: aUser('ada') }, query: {}, body: FILE_OF_CLIENTS }).then(
      ({ body }) => `created ${String(body.counts.created)}`,
      (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
    );
  const answers: string[] = [];
  for (let count = 0; count < WAVES; count += 1) {
    answers.push(...(await turns.until(Promise.all(Array.from({ length: WIDE }, upload)))));
  }
  return { answers, writers, clients: await world.all(FIRM_ID) };
}

describe('a thousand imports, fifty at a time', () => {
  it('write one after the other and add nothing twice; who cannot wait is told so', async () => {
    let busy = 0;
    for (const seed of eachSeed(3)) {
      await replayable(FILE, seed, async () => {
        const { answers, writers, clients } = await imports(seed, false);
        expect(answers.filter((answer) => answer === 'created 5')).toHaveLength(1);
        expect([...new Set(answers)].sort()).toEqual(['CLIENTS_BUSY', 'created 0', 'created 5']);
        expect(writers.most).toBe(1);
        const names = clients.map(({ name }) => name);
        expect(names).toEqual([0, 1, 2, 3, 4].map((index) => `Client ${String(index)}`));
        busy += answers.filter((answer) => answer === 'CLIENTS_BUSY').length;
        S23.held(answers.length);
      });
    }
    S23.figure('imports that were told to come again', busy);
  });

  it('are all refused while the firm is connected', async () => {
    for (const seed of eachSeed(1)) {
      const { answers, writers } = await imports(seed, true);
      expect([...new Set(answers)]).toEqual(['CLIENTS_MANAGED_IN_XPM']);
      expect(writers.most).toBe(0);
      S23.held(answers.length);
    }
  });
});
