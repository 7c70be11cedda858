import { beforeEach, describe, expect, it } from 'vitest';
import { contract as decideContract } from '../../../functions/api/decide-duplicate/contract.ts';
import { makeHandler as makeDecide } from '../../../functions/api/decide-duplicate/handler.ts';
import { contract as listContract } from '../../../functions/api/list-duplicates/contract.ts';
import { makeHandler as makeList } from '../../../functions/api/list-duplicates/handler.ts';
import { aUser } from '../../support/builders.ts';
import { DuplicateWorld } from '../../support/duplicate-world.ts';
import { record } from '../../support/practice/world.ts';

const STRANGER = aUser('eve', { firmId: '22222222-2222-4222-8222-222222222222' });
const caller = (user = aUser('ada')) => ({ user, mfa: true, sourceIp: '203.0.113.7', requestId: 'r' });
let world: DuplicateWorld;
beforeEach(async () => {
  world = new DuplicateWorld();
  for (const n of [1, 2, 3]) await world.addByHand(`hand-${String(n)}`, `Client ${String(n)}`);
  await world.sync([record(1), record(2), record(3)]);
});
const list = async (query: Record<string, string> = {}, user = aUser('ada')) => {
  const { body } = await makeList(world)({ caller: caller(user), query: listContract.query.parse(query) });
  return listContract.success.schema.parse(body);
};
const decide = async (duplicateId: string, action: unknown, user = aUser('ada')) => {
  const body = decideContract.body!.parse({ action });
  const answer = await makeDecide(world)({ caller: caller(user), path: { duplicateId }, body });
  return decideContract.success.schema.parse(answer.body);
};

describe('GET /duplicates', () => {
  it('shows open ones, page by page, and nothing of what is kept for undoing', async () => {
    const first = await list({ limit: '2' });
    const second = await list({ limit: '2', cursor: first.cursor ?? '' });
    const all = [...first.duplicates, ...second.duplicates];
    expect(all.map(({ existing }) => existing.clientId).sort()).toEqual(['hand-1', 'hand-2', 'hand-3']);
    expect(second.cursor).toBeNull();
    await decide(all[0]!.duplicateId, 'link');
    expect((await list()).duplicates).toHaveLength(2);
    const { body } = await makeList(world)({ caller: caller(), query: { limit: 5, status: 'linked' } });
    expect(Object.keys(body.duplicates[0] ?? {}).sort()).toEqual([
      'automatic',
      'decidedAt',
      'decidedBy',
      'duplicateId',
      'existing',
      'foundAt',
      'incoming',
      'kind',
      'reason',
      'status',
    ]);
  });

  it('shows nothing of another firm', async () => {
    expect((await list({}, STRANGER)).duplicates).toEqual([]);
  });

  it.each([{ status: 'closed' }, { limit: '0' }, { firmId: 'x' }])('refuses %o', (query) => {
    expect(listContract.query.safeParse(query).success).toBe(false);
  });
});

describe('POST /duplicates/{duplicateId}', () => {
  it('answers what it is now, and the audit tells who did what, once', async () => {
    world.audit.events.length = 0;
    const [{ duplicateId, existing, incoming } = { duplicateId: '', existing: null, incoming: null }] = (
      await list()
    ).duplicates;
    for (const action of ['link', 'link', 'undo', 'keep-apart', 'keep-apart', 'undo'] as const) {
      await decide(duplicateId, action);
    }
    const linked = await decide(duplicateId, 'link');
    expect(linked).toMatchObject({
      status: 'linked',
      automatic: false,
      decidedAt: world.clock.now().toISOString(),
      decidedBy: { userId: 'ada', name: 'User ada' },
    });
    expect(world.audit.events.map(({ action }) => action)).toEqual([
      'DUPLICATE_LINKED',
      'DUPLICATE_UNDONE',
      'DUPLICATE_KEPT_APART',
      'DUPLICATE_UNDONE',
      'DUPLICATE_LINKED',
    ]);
    expect(world.audit.events[0]).toMatchObject({
      actor: { userId: 'ada' },
      source: '203.0.113.7',
      details: { duplicateId, clientId: existing?.clientId, linkedId: incoming?.clientId },
    });
  });

  it('knows nothing of another firm’s', async () => {
    const [{ duplicateId } = { duplicateId: '' }] = (await list()).duplicates;
    await expect(decide(duplicateId, 'link', STRANGER)).rejects.toMatchObject({ kind: 'not-found' });
    expect((await list()).duplicates).toHaveLength(3);
  });

  it.each([undefined, 'merge', 'LINK', 1, null])('refuses the action %j', (action) => {
    expect(decideContract.body!.safeParse({ action }).success).toBe(false);
  });
});
