import fc from 'fast-check';
import { expect, it } from 'vitest';
import { XeroUnavailableError } from '#domain/connection/errors.ts';
import { clientView } from '../../functions/api/client-view.ts';
import { PortalLife } from '../support/proof/portal-life.ts';
import { xpmClient } from '../support/proof/practices.ts';
import { shownFor, shownOf } from '../support/proof/projection.ts';
import { firmNo, proofWorld } from '../support/proof/world.ts';
import { promise, seeds } from '../support/promise.ts';
import '../support/quiet-log.ts';

const RUNS = seeds(400);
const COMMANDS = 80;
const FIRMS = [1, 2, 3];
const r21 = promise('R21', 'the whole behaves like the simple model', { floor: 400 });

/** The promises, as simple as they are told: who is connected, what was added by hand, who has what. */
interface Model {
  connected: Set<number>;
  byHand: Map<number, Set<string>>;
  withMfa: Set<string>;
  inactive: Set<number>;
}

interface System {
  life: PortalLife;
}

type Act = (model: Model, system: System) => Promise<void>;

class Command implements fc.AsyncCommand<Model, System> {
  constructor(
    private readonly said: string,
    readonly run: Act,
  ) {}

  check = () => true;
  toString = () => this.said;
}

const firm = fc.constantFrom(...FIRMS);
const client = fc.integer({ min: 0, max: 5 });
const version = fc.integer({ min: 0, max: 3 });
const user = fc.constantFrom('ada', 'ben', 'mia');
const name = fc.constantFrom('Anna', 'Berta', 'Carla', 'Dora');

const MANAGED = 'CLIENTS_MANAGED_IN_XPM';

const arbitraries = [
  firm.map(
    (of) =>
      new Command(`connect ${String(of)}`, async (model, { life }) => {
        const said = await life.connect(of);
        expect(said).toBe(model.connected.has(of) ? 'ALREADY_CONNECTED' : 'ok');
        model.connected.add(of);
      }),
  ),
  firm.map(
    (of) =>
      new Command(`disconnect ${String(of)}`, async (model, { life }) => {
        await life.disconnect(of);
        model.connected.delete(of);
      }),
  ),
  fc
    .tuple(
      firm,
      fc.constantFrom('auto' as const, 'full' as const),
      fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    )
    .map(
      ([of, mode, killAt]) =>
        new Command(`sync ${String(of)} ${mode} killed at ${String(killAt)}`, async (model, { life }) => {
          const said = await life.sync(of, mode, killAt);
          expect(said).toBe(model.connected.has(of) ? 'ok' : 'NOT_CONNECTED');
        }),
    ),
  fc
    .integer({ min: 1, max: 3 })
    .map((times) => new Command(`tick ${String(times)}`, (_, { life }) => life.tick(times))),
  fc.integer({ min: 1, max: 14 * 60 }).map(
    (minutes) =>
      new Command(`${String(minutes)} minutes`, (_, { life }) => {
        life.world.clock.advance(minutes * 60_000);
        return Promise.resolve();
      }),
  ),
  fc.tuple(firm, client, version).map(
    ([of, index, changed]) =>
      new Command(`XPM ${String(of)} puts ${String(index)} v${String(changed)}`, (_, { life }) => {
        life.world.gateway.at(of).put([xpmClient(index, changed)]);
        return Promise.resolve();
      }),
  ),
  fc.tuple(firm, client).map(
    ([of, index]) =>
      new Command(`XPM ${String(of)} drops ${String(index)}`, (_, { life }) => {
        const practice = life.world.gateway.at(of);
        // The last one stays: an empty list is taken for an accident (R9), whoever caused it.
        if (practice.size > 1) practice.remove([xpmClient(index)]);
        return Promise.resolve();
      }),
  ),
  fc.tuple(firm, name, fc.boolean()).map(
    ([of, called, csv]) =>
      new Command(`${csv ? 'import' : 'add'} ${called} to ${String(of)}`, async (model, { life }) => {
        const known = model.byHand.get(of)?.has(called) === true;
        const said = csv ? await life.importCsv(of, [called]) : await life.add(of, called);
        // An import skips whom it finds.
        const allowed = known && !csv ? 'CLIENT_EXISTS' : 'ok';
        expect(said).toBe(model.connected.has(of) ? MANAGED : allowed);
        if (!model.connected.has(of)) model.byHand.get(of)?.add(called);
      }),
  ),
  fc.tuple(firm, user, fc.boolean()).map(
    ([of, who, on]) =>
      new Command(`MFA of ${who}-${String(of)} ${on ? 'on' : 'off'}`, async (model, { life }) => {
        const userId = `${who}-${String(of)}`;
        await life.world.directory.switchMfa(userId, on);
        if (on) model.withMfa.add(userId);
        else model.withMfa.delete(userId);
      }),
  ),
  fc.tuple(firm, fc.boolean()).map(
    ([of, active]) =>
      new Command(`ben-${String(of)} is ${active ? 'back' : 'away'}`, async (model, { life }) => {
        expect(await life.setActive(of, active)).toBe('ok');
        if (active) model.inactive.delete(of);
        else model.inactive.add(of);
      }),
  ),
  fc.tuple(firm, fc.boolean()).map(
    ([of, renewing]) =>
      new Command(`Xero fails ${renewing ? 'to renew' : `to list ${String(of)}`}`, (_, { life }) => {
        const { identity, gateway } = life.world;
        if (renewing) identity.fail.set('refresh', [new XeroUnavailableError()]);
        else gateway.at(of).failures.push(new XeroUnavailableError());
        return Promise.resolve();
      }),
  ),
];

/** Faults stop, time passes, and the next full sync of whoever is connected comes through. */
async function settle({ connected }: Model, { life }: System): Promise<void> {
  life.world.identity.fail.clear();
  for (const of of FIRMS) life.world.gateway.at(of).failures.length = 0;
  life.world.clock.advance(40 * 60_000);
  await life.tick(2);
  for (const of of connected) expect(await life.sync(of, 'full')).toBe('ok');
  await life.tick(1);
}

async function compare(model: Model, { life }: System): Promise<void> {
  const { world } = life;
  for (const of of FIRMS) {
    const connected = model.connected.has(of);
    const connection = world.connections.peek(firmNo(of));
    expect(connection?.state === 'connected').toBe(connected);
    expect(connection?.run).toBeUndefined();
    expect((await world.vault.load(firmNo(of))) !== undefined).toBe(connected);
    if (connected) expect(await shownOf(world, of)).toEqual(shownFor(await world.gateway.records(of)));
    const byHand = new Set<string>();
    for await (const stored of world.clients.all(firmNo(of))) {
      const { xpmUuid, contacts } = stored;
      if (xpmUuid === undefined) byHand.add(stored.name);
      expect(contacts.filter(({ isPrimary }) => isPrimary)).toHaveLength(Math.min(1, contacts.length));
      const master = connected && xpmUuid !== undefined ? 'xpm' : 'portal';
      expect(clientView(stored, connection).managedBy).toBe(master);
    }
    expect(byHand).toEqual(model.byHand.get(of));
    for (const who of ['ada', 'ben', 'mia']) {
      const away = who === 'ben' && model.inactive.has(of);
      const restricted = connected && !model.withMfa.has(`${who}-${String(of)}`);
      expect(await life.admits(of, who)).toBe(away ? 'SIGNED_OUT' : restricted ? 'MFA_REQUIRED' : 'ok');
    }
  }
}

it('at rest the portal is what the model says, whatever came before', async () => {
  let commands = 0;
  const seed = Number(process.env['SEED'] ?? 21);
  await fc
    .assert(
      fc.asyncProperty(fc.commands(arbitraries, { maxCommands: COMMANDS, size: 'max' }), async (program) => {
        const model: Model = {
          connected: new Set(),
          byHand: new Map(FIRMS.map((of) => [of, new Set()])),
          withMfa: new Set(),
          inactive: new Set(),
        };
        const system = { life: new PortalLife(await proofWorld(FIRMS.length)) };
        await fc.asyncModelRun(() => ({ model, real: system }), program);
        await settle(model, system);
        await compare(model, system);
        commands += [...program].length;
        r21.held();
      }),
      { numRuns: RUNS, seed },
    )
    .catch((error: unknown) => {
      const replay = `SEED=${String(seed)} npx vitest run --project proof test/proof/r21-model.test.ts`;
      throw new Error(`${replay}\n${error instanceof Error ? error.message : ''}`, { cause: error });
    });
  r21.figure('commands', commands);
});
