import { authorize } from '#domain/access/access.ts';
import { COLUMNS } from '#domain/client-file/columns.ts';
import { OAUTH_COOKIE } from '#domain/connection/oauth-secrets.ts';
import type { SyncExecutionInput } from '#domain/sync/ports.ts';
import { makeHandler as createClient } from '../../../functions/api/create-client/handler.ts';
import { makeHandler as deleteConnection } from '../../../functions/api/delete-connection/handler.ts';
import { makeHandler as importClients } from '../../../functions/api/import-clients/handler.ts';
import { makeHandler as receiveCallback } from '../../../functions/api/receive-xero-callback/handler.ts';
import { makeHandler as startConnection } from '../../../functions/api/start-connection/handler.ts';
import { makeHandler as startSyncRoute } from '../../../functions/api/start-sync/handler.ts';
import { makeHandler as updateUser } from '../../../functions/api/update-user/handler.ts';
import { makeHandler as deliverMail } from '../../../functions/trigger/deliver-mail/handler.ts';
import { makeHandler as finishDisconnects } from '../../../functions/trigger/finish-disconnects/handler.ts';
import { makeHandler as endInterruptedRuns } from '../../../functions/workflow/dispatch-due-syncs/end-interrupted-runs/handler.ts';
import { makeHandler as findDueFirms } from '../../../functions/workflow/dispatch-due-syncs/find-due-firms/handler.ts';
import { execute, Killed } from './execution.ts';
import { callerOf, firmNo, type ProofWorld } from './world.ts';

/** What people, schedules and Xero do to the product, each as one call; answers `ok` or the code of a refusal. */
export class PortalLife {
  private readonly executed = new Set<string>();

  constructor(readonly world: ProofWorld) {}

  async connect(firm: number): Promise<string> {
    const { world } = this;
    return told(async () => {
      const answer = await startConnection(world)({
        caller: callerOf(firm),
        body: { confirmPracticeChange: true },
      });
      world.gateway.grant(firm);
      const state = new URL(answer.body.authorizeUrl).searchParams.get('state');
      const cookie = /=([^;]+)/.exec(answer.cookies[0] ?? '')?.[1] ?? '';
      await receiveCallback(world)({
        caller: { sourceIp: '203.0.113.7', requestId: 'request-1' },
        query: { state, code: 'good' },
        cookies: { [OAUTH_COOKIE]: cookie },
      });
      await this.work(firm);
    });
  }

  disconnect(firm: number): Promise<string> {
    // Whatever is raced against it is done by then.
    const sleep = () => new Promise<void>((resolve) => setImmediate(resolve));
    return told(() => deleteConnection({ ...this.world, sleep })({ caller: callerOf(firm) }));
  }

  sync(firm: number, mode: 'auto' | 'full', killAt?: number): Promise<string> {
    return told(async () => {
      await startSyncRoute(this.world)({ caller: callerOf(firm), body: { mode }, headers: {} });
      await this.work(firm, killAt);
    });
  }

  /** The schedule's quarter of an hour, delivered so many times. */
  async tick(times: number): Promise<void> {
    for (let delivery = 0; delivery < times; delivery += 1) {
      await endInterruptedRuns(this.world)();
      const { due } = await findDueFirms(this.world)({ cursor: null });
      for (const input of due) await this.run(input);
      await finishDisconnects(this.world)();
      await deliverMail(this.world)();
    }
  }

  add(firm: number, name: string): Promise<string> {
    const body = { name, status: 'client' as const, contacts: [] };
    return told(() => createClient(this.world)({ caller: callerOf(firm), body }));
  }

  importCsv(firm: number, names: readonly string[]): Promise<string> {
    const rows = names.map((name) => `${name},Ann,Owner,${name}@example.com,`);
    const body = Buffer.from([COLUMNS.join(','), ...rows].join('\r\n'));
    return told(() => importClients(this.world)({ caller: callerOf(firm), query: {}, body }));
  }

  setActive(firm: number, active: boolean): Promise<string> {
    const path = { userId: `ben-${String(firm)}` };
    return told(() => updateUser(this.world)({ caller: callerOf(firm), path, body: { active } }));
  }

  /** What a route for members says to this user with what their next token will say. */
  async admits(firm: number, name: string): Promise<string> {
    const userId = `${name}-${String(firm)}`;
    const [user, connection, mfa] = await Promise.all([
      this.world.users.get(firmNo(firm), userId),
      this.world.connections.get(firmNo(firm)),
      this.world.directory.hasMfa(userId),
    ]);
    return told(() => {
      authorize({ role: 'member' }, { firmId: firmNo(firm), userId, mfa }, user, connection);
      return Promise.resolve();
    });
  }

  private async work(firm: number, killAt?: number): Promise<void> {
    for (const input of this.world.launcher.started) {
      if (input.firmId === firmNo(firm)) await this.run(input, killAt);
    }
  }

  private async run(input: SyncExecutionInput, killAt?: number): Promise<void> {
    if (this.executed.has(input.syncId)) return;
    this.executed.add(input.syncId);
    await execute(killAt === undefined ? this.world : killedAt(this.world, killAt), input);
  }
}

async function told(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return 'ok';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

const KILLABLE = ['clients', 'connections', 'syncs', 'pages', 'outbox', 'audit', 'mailer'] as const;

/** The same ports, one call of which ends the process before it is made. */
function killedAt(world: ProofWorld, call: number): ProofWorld {
  let left = call;
  const ports = KILLABLE.map((name) => {
    const port: object = world[name];
    const killing = new Proxy(port, {
      get: (target, member) => {
        const value: unknown = Reflect.get(target, member);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          left -= 1;
          if (left <= 0) throw new Killed();
          return Reflect.apply(value, target, args);
        };
      },
    });
    return [name, killing];
  });
  return { ...world, ...Object.fromEntries(ports) } as ProofWorld;
}
