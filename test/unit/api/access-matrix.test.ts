import { describe, expect, it } from 'vitest';
import type { Gate } from '#domain/access/gate.ts';
import { makeGate } from '#domain/access/gate.ts';
import { DomainError } from '#domain/errors.ts';
import { httpEntry, publicHttpEntry } from '#runtime/http.ts';
import { contracts } from '../../../functions/api/registry.ts';
import { type Caller, type Cell, cellsOf, STATES, violations } from '../../support/access-matrix.ts';
import { aConnection, aUser, FIRM_ID } from '../../support/builders.ts';
import { InMemoryAuditLog } from '../../support/fakes/audit-log.ts';
import { InMemoryConnectionRepository } from '../../support/fakes/connection-repository.ts';
import { FakeClock } from '../../support/fakes/system.ts';
import { InMemoryUserRepository } from '../../support/fakes/user-repository.ts';
import { httpEvent, lambdaContext } from '../../support/lambda-context.ts';

const CALLERS: Caller[] = [
  { name: 'nobody', role: undefined, mfa: false },
  { name: 'a member', role: 'member', mfa: false },
  { name: 'a member with MFA', role: 'member', mfa: true },
  { name: 'an admin', role: 'admin', mfa: false },
  { name: 'an admin with MFA', role: 'admin', mfa: true },
  { name: 'somebody deactivated', role: 'admin', mfa: true, gone: true },
];
/** Whatever is not expected here fails the test. */
const raise = (failure: unknown) => {
  throw failure instanceof Error ? failure : new Error('unexpected');
};
const reached = () => Promise.reject(new DomainError('conflict', 'REACHED', 'Behind the gate.'));

async function gateFor({ caller, state }: Cell): Promise<Gate> {
  const users = new InMemoryUserRepository();
  await users.put(aUser('ada', { role: caller.role ?? 'admin', active: caller.gone !== true }));
  const connections = new InMemoryConnectionRepository();
  if (state !== 'never') connections.seed(aConnection({ state }));
  const claims = { userId: 'ada', firmId: FIRM_ID, mfa: caller.mfa };
  return makeGate({
    tokens: { verify: () => Promise.resolve(claims) },
    users,
    connections,
    audit: new InMemoryAuditLog(),
    clock: new FakeClock(),
    onUnrecorded: raise,
  });
}

/** The route's real entry, with its contract, in front of nothing. */
async function send(cell: Cell, gate?: Gate) {
  const { contract, caller } = cell;
  const entry =
    contract.access.auth === 'none'
      ? publicHttpEntry(contract, reached)
      : httpEntry(contract, reached, gate ?? (await gateFor(cell)));
  const headers = caller.role === undefined ? {} : { authorization: 'Bearer token' };
  const event = httpEvent({ query: 'noSuchParameter=1', headers });
  const result = await entry(event, lambdaContext());
  return { status: result.statusCode, body: JSON.parse(result.body ?? 'null') as unknown };
}

const cells = STATES.flatMap((state) =>
  CALLERS.flatMap((caller) => cellsOf(contracts, caller, state)),
).filter(({ ids }) => ids !== 'foreign');

describe('the access rule of every route', () => {
  it('is kept by its entry for every caller in every state of the connection', async () => {
    process.stdout.write(`${String(cells.length)} cases of the access matrix in memory\n`);
    expect(cells.length).toBeGreaterThanOrEqual(650);
    expect(await violations(cells, (cell) => send(cell))).toEqual([]);
  });

  it('is not kept by a route whose gate is off, which this notices in every case that should be refused', async () => {
    const open: Gate = () => Promise.resolve({ user: aUser('ada'), mfa: true });
    const planted = cells.filter(({ folder }) => folder === 'list-users');
    const found = await violations(planted, (cell) => send(cell, open));
    // Nobody and the deactivated in four states, members in four each, the admin without MFA in two.
    expect(found).toHaveLength(18);
    expect(found[0]).toBe(
      'GET /users (none ids) as a member with MFA, broken: let through, not 403 ADMIN_REQUIRED',
    );
  });

  it('is not kept by a route that asks for less than its contract says', async () => {
    const planted = cells.filter(({ folder }) => folder === 'list-users');
    const lax = async (cell: Cell) => {
      const gate = await gateFor(cell);
      return send(cell, (_, authorization, asked) =>
        gate({ auth: 'user', role: 'member', restricted: true }, authorization, asked),
      );
    };
    const found = await violations(planted, lax);
    expect(found).toHaveLength(10);
  });
});
