import { describe, expect, it } from 'vitest';
import {
  connectionOf,
  connectionWorld,
  FIRM,
  OTHER_FIRM,
  xeroConnection,
} from '../support/connection-world.ts';
import { connect } from '../support/oauth-browser.ts';
import { promise } from '../support/promise.ts';

const S5 = promise('S5', 'one practice belongs to one firm, whatever was granted at Xero', { floor: 96 });

const CELLS = [0, 1, 2, 5].flatMap((granted) =>
  ['free', 'here', 'another firm'].flatMap((holder) =>
    ['PRACTICEMANAGER', 'ORGANISATION'].flatMap((type) =>
      [true, false].flatMap((isNew) =>
        [true, false].map((namesEvent) => ({ granted, holder, type, isNew, namesEvent })),
      ),
    ),
  ),
);
type Cell = (typeof CELLS)[number];

/** As somebody says it who knows the rule and not the code. */
function expected({ granted, holder, type, isNew, namesEvent }: Cell) {
  const isPractice = type === 'PRACTICEMANAGER';
  const connects = granted === 1 && isPractice && holder !== 'another firm';
  const refusal = !isPractice ? 'not-a-practice' : granted > 1 ? 'several-practices' : 'practice-taken';
  // What was there before may be somebody's; without the event's name nothing tells what was; a practice that was
  // chosen was chosen because it is the only one.
  const chosen = granted === 1 && isPractice;
  const deletable = !connects && isNew && (namesEvent || chosen) ? granted : 0;
  const spared = holder === 'another firm' && granted > 0 ? 1 : 0;
  return {
    outcome: connects ? 'connected' : granted === 0 ? 'no-practice' : refusal,
    deleted: Math.max(0, deletable - spared),
    state: connects ? 'connected' : holder === 'here' ? 'broken' : undefined,
    tokens: connects,
  };
}

async function seen({ granted, holder, type, isNew, namesEvent }: Cell) {
  const world = await connectionWorld();
  world.identity.authEventId = namesEvent ? 'event-1' : undefined;
  const changes = { tenantType: type, reconnected: !isNew };
  world.identity.listed = Array.from({ length: granted }, (_, at) => xeroConnection(String(at), changes));
  const practice = { tenantId: 'tenant-0', connectionId: 'connection-0', name: null };
  const held = connectionOf({ practice, state: holder === 'here' ? 'broken' : 'connected' });
  if (holder !== 'free') world.connections.seed({ ...held, firmId: holder === 'here' ? FIRM : OTHER_FIRM });
  const location = new URL(await connect(world));
  const [own, other] = [await world.connections.get(FIRM), await world.connections.get(OTHER_FIRM)];
  const tenants = [own, other].flatMap((each) =>
    each?.state === 'connected' ? [each.practice.tenantId] : [],
  );
  // No tenant of two firms, and never what another firm lives by deleted at Xero.
  expect(new Set(tenants).size).toBe(tenants.length);
  if (other !== undefined) {
    expect(other).toEqual({ ...held, firmId: OTHER_FIRM });
    expect(world.identity.deleted).not.toContain('connection-0');
  }
  return {
    outcome: location.searchParams.get('connection'),
    deleted: world.identity.deleted.length,
    state: own?.state,
    tokens: (await world.vault.load(FIRM)) !== undefined,
  };
}

describe('what an admin granted at Xero', () => {
  it('connects if it is one practice that no other firm has; all else ends as listed, and goes again', async () => {
    for (const cell of CELLS) {
      expect({ cell, seen: await seen(cell) }).toEqual({ cell, seen: expected(cell) });
      S5.held();
    }
  });
});
