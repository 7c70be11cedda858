import { describe, expect, it } from 'vitest';
import { contracts } from '../../functions/api/registry.ts';
import { STATES, type State } from '../support/access-matrix.ts';
import type { Folder } from '../support/proof/api-entries.ts';
import { ApiWorld } from '../support/proof/api-world.ts';
import { FIRMS, idsOf } from '../support/proof/firm-data.ts';
import { realRequest } from '../support/proof/real-request.ts';
import { promise } from '../support/promise.ts';

const FOLDERS = Object.keys(contracts) as Folder[];
const WITH_IDS = FOLDERS.filter((folder) => contracts[folder].path.includes('{'));
const s7 = promise('S7', 'of what is not their own, nobody learns even that it exists', {
  floor: 4 * 3 * WITH_IDS.length,
});

const CALLERS = [
  { name: 'an admin', person: 'admin', mfa: true },
  { name: 'a member', person: 'member', mfa: true },
  { name: 'an admin without MFA', person: 'admin', mfa: false },
] as const;
const MALFORMED = [
  '',
  ' ',
  '..',
  '%00',
  '\0',
  '🦊',
  "' OR 1=1",
  '__proto__',
  'FIRM#1',
  'x'.repeat(2000),
  'a/b',
];

/** Of what this firm had, and has no more. */
async function forgotten(world: ApiWorld, state: State): Promise<Record<string, string>> {
  const { ports } = world;
  const { firmId } = FIRMS.a;
  const ids: Record<string, string> = { ...idsOf('a', state), noticeId: 'disconnected:1' };
  await ports.users.setAccess(firmId, ids['userId'] ?? '', { role: 'member', active: false }, 1);
  expect(await ports.users.remove(firmId, ids['userId'] ?? '', 1)).toBe(true);
  // Nobody deletes these; a purge would.
  const clients = (ports.clients as unknown as { firms: Map<string, Map<string, unknown>> }).firms;
  expect(clients.get(firmId)?.delete(ids['clientId'] ?? '')).toBe(true);
  const syncs = (ports.syncs as unknown as { syncs: Map<string, Map<string, unknown>> }).syncs;
  expect(syncs.get(firmId)?.delete(ids['syncId'] ?? '')).toBe(true);
  const duplicates = (ports.duplicates as unknown as { kept: Map<string, unknown> }).kept;
  expect(duplicates.delete(`${firmId} ${ids['duplicateId'] ?? ''}`)).toBe(true);
  return ids;
}

const all = (ids: Record<string, string>, id: string) =>
  Object.fromEntries(Object.keys(ids).map((name) => [name, id]));

describe.each(STATES)('a firm whose connection is: %s', (state) => {
  it.each(CALLERS)(
    'says the same of foreign, unknown, malformed and deleted ids to $name',
    async (caller) => {
      for (const folder of WITH_IDS) {
        const world = await ApiWorld.of(state);
        const token = world.token('a', caller.person, caller.mfa);
        const own = idsOf('a', state);
        const unknown = {
          ...all(own, '7e57ab1e-0000-8000-8000-000000000000'),
          noticeId: 'removals-held:NONE',
        };
        const asked = [
          ['unknown', unknown],
          ['foreign', idsOf('b', state)],
          ...MALFORMED.map((id) => [`malformed ${id.slice(0, 20)}`, all(own, id)] as const),
          ['deleted', await forgotten(world, state)],
        ] as const;
        const before = world.dump();
        const texts = new Map<string, string>();
        for (const [kind, ids] of asked) {
          const { status, text } = await world.call(folder, {
            ...realRequest(contracts[folder], ids),
            token,
          });
          texts.set(kind, `${String(status)} ${text}`);
          expect(status, `${folder} of ${kind}: ${text}`).toBeGreaterThanOrEqual(400);
        }
        expect(new Set(texts.values()), folder).toEqual(new Set([texts.get('unknown')]));
        expect(world.dump()).toBe(before);
        expect(world.wrong).toEqual([]);
        s7.held(asked.length);
      }
    },
  );
});

it("no list, file or page of a firm holds anything of the other's", async () => {
  for (const state of STATES) {
    const world = await ApiWorld.of(state);
    for (const accept of ['application/json', 'text/csv']) {
      for (const folder of FOLDERS.filter((each) => contracts[each].method === 'GET')) {
        for (const firm of ['a', 'b'] as const) {
          const request = { ...realRequest(contracts[folder], idsOf(firm, state)), headers: { accept } };
          const { status } = await world.call(folder, { ...request, token: world.token(firm, 'admin') });
          expect(status, folder).toBeLessThan(400);
          s7.held();
        }
      }
    }
    expect(world.wrong).toEqual([]);
  }
});

it('an answer about another firm is noticed', async () => {
  const world = await ApiWorld.of('disconnected');
  const { clients } = world.ports;
  const list = clients.list.bind(clients);
  clients.list = (query) => list({ ...query, firmId: FIRMS.b.firmId });
  await world.call('list-clients', { token: world.token('a', 'member') });
  expect(world.wrong).toEqual([expect.stringContaining('200 shows canary-of-b')]);
});
