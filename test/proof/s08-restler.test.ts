import { expect, it } from 'vitest';
import type { ApiAnswer } from '../support/proof/answer-checks.ts';
import type { Folder } from '../support/proof/api-entries.ts';
import { ApiWorld, type ApiRequest } from '../support/proof/api-world.ts';
import { FIRMS, idsOf, userIdOf } from '../support/proof/firm-data.ts';
import { between, mulberry32, pick, type Random } from '../support/proof/random.ts';
import { eachSeed, promise } from '../support/promise.ts';

const SEQUENCES = 500;
const LONGEST = 12;
const s8 = promise(
  'S8',
  'nothing is usable after its end, left over by a failure, or found under another parent or user',
  {
    floor: SEQUENCES * 4,
  },
);
const replay = (seed: number) =>
  `SEED=${String(seed)} npx vitest run --project proof test/proof/s08-restler.test.ts`;

type Ids = Readonly<Record<string, string>>;
const OF_USER = [
  'update-user',
  'delete-user',
  'reset-user-mfa',
  'remind-user-mfa',
  'resend-invitation',
] as const;
const OF_CLIENT = ['get-client', 'update-client', 'archive-client'] as const;
const OF_SYNC = ['get-sync', 'approve-removals'] as const;
const BODIES: Partial<Record<Folder, unknown>> = {
  'update-user': { name: 'Renamed' },
  'update-client': { phone: '021 555 000' },
  'decide-duplicate': { action: 'keep-apart' },
};

/** One sequence of calls; `said` is what a failure shows. */
class Sequence {
  readonly said: string[] = [];

  constructor(
    readonly world: ApiWorld,
    readonly random: Random,
  ) {}

  async call(folder: Folder, request: ApiRequest): Promise<ApiAnswer> {
    const { [folder]: body } = BODIES;
    const answer = await this.world.call(folder, { ...(body === undefined ? {} : { body }), ...request });
    this.said.push(
      `${folder} ${JSON.stringify(request)} -> ${String(answer.status)} ${answer.text.slice(0, 120)}`,
    );
    return answer;
  }

  on(folder: Folder, ids: Ids, token: string): Promise<ApiAnswer> {
    const id = Object.fromEntries(Object.entries(ids).slice(0, 1));
    return this.call(folder, { token, path: id });
  }
}

async function sequence(
  seed: number,
  rule: number,
  state: 'never' | 'disconnected' | 'connected',
): Promise<Sequence> {
  const world = await ApiWorld.of(state);
  return new Sequence(world, mulberry32(seed * 7 + rule));
}

/** A user who was removed, in whatever order: no route of theirs, no token of theirs. */
async function useAfterFree(seed: number): Promise<Sequence> {
  const all = await sequence(seed, 1, 'disconnected');
  const token = all.world.token('a', 'admin');
  const email = `new${String(seed)}@people.example`;
  const made = await all.call('invite-user', {
    token,
    body: { email, name: 'New', role: pick(all.random, ['admin', 'member']) },
  });
  const { userId } = made.body as { userId: string };
  const theirs = all.world.ports.tokens.issue({ firmId: FIRMS.a.firmId, userId, mfa: true });
  for (let calls = between(all.random, 0, 2); calls > 0; calls -= 1) {
    await all.on(
      pick(
        all.random,
        OF_USER.filter((each) => each !== 'delete-user'),
      ),
      { userId },
      token,
    );
  }
  expect((await all.on('delete-user', { userId }, token)).status).toBe(204);
  for (let calls = between(all.random, 1, 3); calls > 0; calls -= 1) {
    const folder = pick(all.random, OF_USER);
    expect((await all.on(folder, { userId }, token)).status, all.said.join('\n')).toBe(404);
    const own = pick(all.random, ['get-me', 'list-clients', 'start-mfa', 'create-client'] as const);
    const answer = await all.call(own, {
      token: theirs,
      ...(own === 'create-client' ? { body: { name: 'Late' } } : {}),
    });
    expect(answer.status, all.said.join('\n')).toBe(401);
  }
  const users = await all.call('list-users', { token });
  expect(users.text).not.toContain(userId);
  return all;
}

/** A creation that failed leaves nothing: neither the thing nor anything that keeps it from being made later. */
async function leakAfterFailure(seed: number): Promise<Sequence> {
  const all = await sequence(seed, 2, 'disconnected');
  const { ports } = all.world;
  const token = all.world.token('a', 'admin');
  const name = `Leaky ${String(seed)}`;
  const person = { email: `leaky${String(seed)}@people.example`, name, role: 'member' };
  const failing: [Folder, ApiRequest][] = [
    ['create-client', { body: { name: 'By hand canary-of-a' } }],
    ['create-client', { body: { name, contacts: [{ name: 'X', contactId: 'unknown' }] } }],
    ['create-client', { body: { name, email: 'no address' } }],
    ['create-client', { raw: `{"name":"${name}"` }],
    ['invite-user', { body: { ...person, role: 'owner' } }],
    ['invite-user', { body: { ...person, email: 'admin@canary-of-b.example' } }],
    ['import-clients', { raw: `Wrong heading\r\n${name}\r\n`, headers: { 'content-type': 'text/csv' } }],
    ['start-sync', { body: { mode: 'full' } }],
    ['start-sync', { body: {}, headers: { 'idempotency-key': `a b ${name}` } }],
    ['decide-duplicate', { path: { duplicateId: 'none' }, body: { action: 'link' } }],
  ];
  // The address has a sign-in, of the other firm.
  await ports.directory.invite({ email: 'admin@canary-of-b.example', name: 'x', firmId: FIRMS.b.firmId });
  for (let calls = between(all.random, 3, LONGEST - 3); calls > 0; calls -= 1) {
    const [folder, request] = pick(all.random, failing);
    const before = all.world.dump();
    const { status } = await all.call(folder, { token, ...request });
    expect(status, all.said.join('\n')).toBeGreaterThanOrEqual(400);
    expect(all.world.dump(), all.said.join('\n')).toBe(before);
  }
  expect((await all.call('create-client', { token, body: { name } })).status, all.said.join('\n')).toBe(201);
  expect((await all.call('invite-user', { token, body: person })).status, all.said.join('\n')).toBe(201);
  return all;
}

/** An id leads to what it is an id of, and a cursor to the list that gave it, under whatever it is sent. */
async function hierarchy(seed: number): Promise<Sequence> {
  const all = await sequence(seed, 3, 'connected');
  const token = all.world.token('a', 'admin');
  const ids = Object.entries(idsOf('a', 'connected'));
  const routes: [string, readonly Folder[]][] = [
    ['userId', OF_USER],
    ['clientId', OF_CLIENT],
    ['syncId', OF_SYNC],
    ['duplicateId', ['decide-duplicate']],
    ['noticeId', ['dismiss-notice']],
  ];
  const before = all.world.dump();
  for (let calls = between(all.random, 4, LONGEST - 3); calls > 0; calls -= 1) {
    const [parameter, folders] = pick(all.random, routes);
    const [, id] = pick(
      all.random,
      ids.filter(([name]) => name !== parameter),
    );
    const { status, text } = await all.on(pick(all.random, folders), { [parameter]: id }, token);
    const isManaged = text.includes('CLIENTS_MANAGED_IN_XPM');
    expect(status === 404 || isManaged, all.said.join('\n')).toBe(true);
  }
  const page = await all.call('list-clients', { token, query: 'limit=1' });
  const { cursor } = page.body as { cursor: string };
  const [other, more] = pick(all.random, [
    ['list-syncs', 'limit=1'],
    ['list-clients', 'limit=1&status=archived'],
    ['list-clients', 'limit=1&search=x'],
    ['list-audit', 'limit=1'],
    ['list-duplicates', 'limit=1'],
  ] as const);
  const query = `${more}&cursor=${encodeURIComponent(cursor)}`;
  expect((await all.call(other, { token, query })).status, all.said.join('\n')).toBe(400);
  expect(all.world.dump(), all.said.join('\n')).toBe(before);
  return all;
}

/** What one makes, the other firm neither sees nor changes, by its id, in its lists, with its cursor or its key. */
async function namespace(seed: number): Promise<Sequence> {
  const all = await sequence(seed, 4, 'disconnected');
  const [maker, stranger] = all.random() < 0.5 ? (['a', 'b'] as const) : (['b', 'a'] as const);
  const makers = all.world.token(maker, pick(all.random, ['admin', 'member']));
  const strangers = all.world.token(stranger, 'admin');
  const name = `Made by ${FIRMS[maker].mark} ${String(seed)}`;
  const made = await all.call('create-client', { token: makers, body: { name } });
  expect(made.status, all.said.join('\n')).toBe(201);
  const { clientId } = made.body as { clientId: string };
  const before = all.world.dump();
  for (let calls = between(all.random, 2, LONGEST - 6); calls > 0; calls -= 1) {
    const foreign: [Folder, Ids][] = [
      ...OF_CLIENT.map((folder): [Folder, Ids] => [folder, { clientId }]),
      ...OF_USER.map((folder): [Folder, Ids] => [folder, { userId: userIdOf(maker, 'spare') }]),
      ...OF_SYNC.map((folder): [Folder, Ids] => [
        folder,
        { syncId: idsOf(maker, 'disconnected')['syncId'] ?? '' },
      ]),
      ['decide-duplicate', { duplicateId: idsOf(maker, 'disconnected')['duplicateId'] ?? '' }],
    ];
    const [folder, ids] = pick(all.random, foreign);
    expect((await all.on(folder, ids, strangers)).status, all.said.join('\n')).toBe(404);
  }
  expect(all.world.dump(), all.said.join('\n')).toBe(before);
  const list = await all.call('list-clients', { token: makers, query: 'limit=1' });
  const query = `limit=1&cursor=${encodeURIComponent((list.body as { cursor: string }).cursor)}`;
  expect((await all.call('list-clients', { token: strangers, query })).status, all.said.join('\n')).toBe(400);
  const found = await all.call('list-clients', {
    token: strangers,
    query: `search=${encodeURIComponent(name)}`,
  });
  expect(found.body, all.said.join('\n')).toEqual({ clients: [], cursor: null });
  // The same name is free in the other firm.
  expect((await all.call('create-client', { token: strangers, body: { name: 'Same name' } })).status).toBe(
    201,
  );
  expect((await all.call('create-client', { token: makers, body: { name: 'Same name' } })).status).toBe(201);
  return all;
}

it.each([
  ['use after free', useAfterFree],
  ['what a failed creation leaves', leakAfterFailure],
  ['the hierarchy of ids and cursors', hierarchy],
  ['the namespace of a firm', namespace],
] as const)('%s', async (_, rule) => {
  for (const seed of eachSeed(SEQUENCES)) {
    const all = await rule(seed).catch((error: unknown) => {
      throw new Error(`Replay: ${replay(seed)}\n${String(error)}`, { cause: error });
    });
    expect(all.world.wrong, `Replay: ${replay(seed)}`).toEqual([]);
    expect(all.said.length).toBeLessThanOrEqual(LONGEST);
    s8.held();
  }
});
