import { expect, it } from 'vitest';
import { DynamoClientRepository } from '#adapters/dynamodb/client-repository.ts';
import { DynamoConnectionRepository } from '#adapters/dynamodb/connection-repository.ts';
import { DynamoOutbox } from '#adapters/dynamodb/outbox.ts';
import { DynamoTokenItemStore } from '#adapters/dynamodb/token-item-store.ts';
import { useDatabase } from '../contract/storage/database.ts';
import { InMemoryClientRepository } from '../support/fakes/client-repository.ts';
import { InMemoryConnectionRepository } from '../support/fakes/connection-repository.ts';
import { InMemoryOutbox } from '../support/fakes/outbox.ts';
import { InMemoryTokenItemStore } from '../support/fakes/token-item-store.ts';
import { CALLS } from '../support/proof/programs.ts';
import { SeededRandom } from '../support/proof/seeded-random.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { CONNECTIONS, RECORDS } from '../support/tables.ts';

const r23 = promise('R23', 'the fakes are honest', { floor: 12 });
const STEPS = 300;
const database = useDatabase();

/** One after the other, each on tables of its own. */
const PORTS: Record<string, () => Promise<{ fake: object; real: object }>> = {
  connections: async () => ({
    fake: new InMemoryConnectionRepository(),
    real: new DynamoConnectionRepository(database.client, await database.table(CONNECTIONS)),
  }),
  clients: async () => ({
    fake: new InMemoryClientRepository(),
    real: new DynamoClientRepository(database.client, await database.table(RECORDS)),
  }),
  outbox: async () => ({
    fake: new InMemoryOutbox(),
    real: new DynamoOutbox(database.client, await database.table(RECORDS)),
  }),
  tokens: async () => ({
    fake: new InMemoryTokenItemStore(),
    real: new DynamoTokenItemStore(database.client, await database.table(CONNECTIONS)),
  }),
};

/** What a caller can tell: the answer, without the order of what has none, or that there was a failure. */
async function told(port: object, method: string, args: unknown[]): Promise<unknown> {
  const member = Reflect.get(port, method) as CallableFunction;
  try {
    const answer: unknown = await Reflect.apply(member, port, structuredClone(args));
    const plain: unknown = JSON.parse(JSON.stringify(answer ?? null));
    return Array.isArray(plain)
      ? plain.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : plain;
  } catch (error) {
    return error instanceof Error ? error.name : 'failed';
  }
}

it.each(Object.keys(PORTS))('random programs cannot tell the %s in memory from DynamoDB', async (name) => {
  const calls = Object.entries(CALLS[name] ?? {});
  for (const seed of eachSeed(3)) {
    const random = new SeededRandom(seed);
    const { fake, real } = await PORTS[name]!();
    let now = new Date('2026-03-02T18:00:00.000Z');
    const trail: string[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      if (random.chance(0.3)) now = new Date(now.getTime() + random.int(1, 600) * 1000);
      const [method, draw] = random.pick(calls);
      const args = draw(random, now);
      trail.push(`${method} ${JSON.stringify(args)}`);
      const said = await told(real, method, args);
      const why = `SEED=${String(seed)} npx vitest run --project proof test/proof/r23-honest-fakes.test.ts -t "the ${name} "\n${trail.slice(-12).join('\n')}`;
      expect(await told(fake, method, args), why).toEqual(said);
    }
    r23.held();
  }
  r23.figure('steps of a program', STEPS);
});
