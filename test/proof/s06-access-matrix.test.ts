import { describe, expect, it } from 'vitest';
import { contracts } from '../../functions/api/registry.ts';
import type { Caller, Cell, State } from '../support/access-matrix.ts';
import { expectedOf, shownBy, STATES } from '../support/access-matrix.ts';
import type { Folder } from '../support/proof/api-entries.ts';
import { ApiWorld } from '../support/proof/api-world.ts';
import { FIRMS, idsOf, userIdOf } from '../support/proof/firm-data.ts';
import { realRequest } from '../support/proof/real-request.ts';
import { promise } from '../support/promise.ts';

const FOLDERS = Object.keys(contracts) as Folder[];
const s6 = promise('S6', 'what a route answers follows from who asks, their MFA and the connection', {
  floor: 84 * FOLDERS.length,
});

interface Who {
  name: string;
  firm: 'a' | 'b';
  person: 'admin' | 'member';
  signedIn: boolean;
  gone?: 'deactivated' | 'removed';
}
const WHO: Who[] = [
  { name: 'nobody', firm: 'a', person: 'member', signedIn: false },
  { name: 'a member', firm: 'a', person: 'member', signedIn: true },
  { name: 'an admin', firm: 'a', person: 'admin', signedIn: true },
  { name: "another firm's member", firm: 'b', person: 'member', signedIn: true },
  { name: "another firm's admin", firm: 'b', person: 'admin', signedIn: true },
  { name: 'somebody deactivated', firm: 'a', person: 'admin', signedIn: true, gone: 'deactivated' },
  { name: 'somebody removed', firm: 'a', person: 'admin', signedIn: true, gone: 'removed' },
];
/** What the token says and what is so by now. */
const MFA = [
  { name: 'no MFA', token: false, now: false },
  { name: 'MFA since they signed in', token: false, now: true },
  { name: 'MFA', token: true, now: true },
  { name: 'MFA until they switched it off', token: true, now: false },
];

/** All cases of one route; what is wrong with them, in words. */
async function sweep(
  folder: Folder,
  state: State,
  build = ApiWorld.of,
): Promise<{ cases: number; wrong: string[] }> {
  const wrong: string[] = [];
  let cases = 0;
  for (const who of WHO) {
    for (const mfa of MFA) {
      cases += 1;
      const world = await build(state);
      const { ports } = world;
      const userId = userIdOf(who.firm, who.person);
      if (mfa.now) ports.directory.withMfa.add(userId);
      const token = world.token(who.firm, who.person, mfa.token);
      if (who.gone !== undefined) await putOut(world, userId, who.gone);
      // Foreign ids are those of firm a, whoever asks.
      const ids = idsOf('a', state);
      const request = { ...realRequest(contracts[folder], ids), ...(who.signedIn ? { token } : {}) };
      const cell = cellOf(folder, who, mfa.token, state);
      const expected = expectedOf(cell);
      const before = expected === 'let through' ? '' : world.dump();
      const answer = await world.call(folder, request);
      const shown = shownOf(cell, answer);
      const title = `${folder} as ${who.name} with ${mfa.name}, ${state}`;
      if (expected !== shown) wrong.push(`${title}: ${shown}, not ${expected}`);
      else if (before !== '' && world.dump() !== before) wrong.push(`${title}: changed something`);
      wrong.push(...world.wrong.map((each) => `${title}: ${each}`));
    }
  }
  return { cases, wrong };
}

async function putOut({ ports }: ApiWorld, userId: string, how: 'deactivated' | 'removed'): Promise<void> {
  const { firmId } = FIRMS.a;
  await ports.users.setAccess(firmId, userId, { role: 'admin', active: false }, 1);
  if (how === 'removed') await ports.users.remove(firmId, userId, 1);
}

function cellOf(
  folder: Folder,
  { name, firm, person, signedIn, gone }: Who,
  mfa: boolean,
  state: State,
): Cell {
  const contract = contracts[folder];
  const hasIds = contract.path.includes('{');
  const caller: Caller = {
    name,
    role: signedIn ? person : undefined,
    mfa,
    ...(gone === undefined ? {} : { gone: true }),
  };
  return { folder, contract, caller, state, ids: !hasIds ? 'none' : firm === 'b' ? 'foreign' : 'own' };
}

/** A refusal that the route itself gives, such as SIGN_IN_AGAIN, lies behind the gate. */
function shownOf(cell: Cell, answer: { status: number; body: unknown }): string {
  const { code = '' } = (answer.body as { error?: { code?: string } } | undefined)?.error ?? {};
  const isOwnRefusal = cell.contract.errors.includes(code) && answer.status === 409 && cell.ids !== 'foreign';
  return isOwnRefusal ? 'let through' : shownBy(cell, answer);
}

describe.each(STATES)('a firm whose connection is: %s', (state) => {
  it('is shown to those alone whom the contracts name, and what is refused changes nothing', async () => {
    for (const folder of FOLDERS) {
      const { cases, wrong } = await sweep(folder, state);
      expect(wrong.slice(0, 8)).toEqual([]);
      s6.held(cases);
    }
  });
});

it('a gate that asks nothing of the connection is noticed', async () => {
  const { wrong } = await sweep('list-clients', 'connected', async () => {
    const world = await ApiWorld.of('connected');
    world.ports.connections.get = () => Promise.resolve(undefined);
    return world;
  });
  // Members and admins of both firms without MFA in their tokens, in two cases each.
  expect(wrong).toHaveLength(8);
});
