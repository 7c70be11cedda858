import type { Client } from '#domain/client/client.ts';
import { between, type Random } from '../random.ts';
import type { Actor, Point } from './actor.ts';
import type { CrashWorld } from './crash-world.ts';
import { type ImportWorld, type Told, upload } from './csv-import.ts';
import { connectAgain } from './scenarios.ts';
import { runLaunched } from './settle.ts';

/** Whose call of which number is its last one. */
export interface Death {
  of: 'import' | 'connect' | 'sync';
  at: number;
  /** The execution is gone with the function that it called. */
  execution?: boolean;
}

/** How an import and the connection of its firm come together. */
export interface MeetingPlan {
  /** At which point of the import an admin begins to connect; undefined: when the colleague is through with it. */
  connectAt?: number;
  /** The import waits there until the first sync is over or its function is out of time; else they go side by side. */
  held?: boolean;
  /** It happens only if the first of them does. */
  deaths?: readonly Death[];
}

/** As Step Functions calls a function that was gone at once. */
class Killed extends Error {
  override readonly name = 'Lambda.Unknown';
}

/** An import, an admin and a first sync, each with a function of its own. */
export class Meeting {
  mailsInDoubt = 0;
  /** What was written by hand over a client that a sync of a newer connection had written. */
  readonly overwritten: string[] = [];
  private acting: Promise<void> | undefined;
  private readonly dead = new Set<Death>();

  constructor(
    private readonly world: CrashWorld,
    private readonly plan: MeetingPlan,
    private readonly random: Random,
  ) {}

  /** What the colleague was told; undefined: there was no such point. */
  async happen(imported: ImportWorld): Promise<Told | undefined> {
    const { office, api, workflow } = this.world;
    // From 1 ms to one and a half seconds, so that much of a sync happens within a call of the import.
    office.latency = () => 1 + Math.floor(this.random() ** 3 * 1_500);
    this.follow(office, 'import', (point, nth) => {
      this.lookForOverwritten(point);
      return this.connectHere(nth);
    });
    this.follow(api, 'connect');
    this.follow(workflow, 'sync');
    const told = await upload(imported);
    await this.acting;
    for (const actor of [office, api, workflow]) actor.tap = undefined;
    return this.hasHappened() ? told : undefined;
  }

  private hasHappened(): boolean {
    const { connectAt, deaths = [] } = this.plan;
    const [first] = deaths;
    return (connectAt === undefined || this.acting !== undefined) && (!first || this.dead.has(first));
  }

  private follow(actor: Actor, role: Death['of'], passed?: (point: Point, nth: number) => unknown): void {
    const death = this.plan.deaths?.find(({ of }) => of === role);
    let count = 0;
    actor.tap = (point) => {
      count += 1;
      const hold = passed?.(point, count);
      if (death?.at === count) this.die(actor, death, point);
      return hold;
    };
  }

  private connectHere(nth: number): unknown {
    const { connectAt, held = false } = this.plan;
    if (nth !== connectAt) return undefined;
    this.acting = this.connect();
    return held ? this.acting : undefined;
  }

  private async connect(): Promise<void> {
    const { world } = this;
    await connectAgain(world).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    await runLaunched(world);
  }

  private die(actor: Actor, death: Death, { call, side, args }: Point): void {
    const { all, executing } = this.world;
    this.dead.add(death);
    actor.kill(new Killed());
    if (call === 'mailer.send' && side === 'after') this.mailsInDoubt += 1;
    if (death.execution === true && executing !== undefined) void all.launcher.stop(executing.syncId, 'gone');
    // Of many that go in one request any may be stored, although nobody lived to be told.
    if (call === 'clients.addByHand' && side === 'before') {
      const [firmId, clients, epoch] = args as Parameters<typeof all.clients.addByHand>;
      void all.clients.addByHand(firmId, clients.slice(0, between(this.random, 0, clients.length)), epoch);
    }
  }

  private lookForOverwritten({ call, side, args, answer }: Point): void {
    if (call !== 'clients.putByHand' || side === 'before' || answer !== 'written') return;
    const [, { clientId, name }, epoch] = args as [string, Client, number];
    const isNewer = this.world.history.clientWrites.some(
      (write) => write.outcome === 'written' && write.clientId === clientId && write.claim.epoch > epoch,
    );
    if (isNewer) this.overwritten.push(`${name} was changed by hand after a sync of a newer connection`);
  }
}
