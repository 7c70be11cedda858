import { makeTokenCustody } from '#domain/connection/token-custody.ts';
import { makeMfaMailCheck } from '#domain/user/mfa-reminders.ts';
import { FakeClock } from '../fakes/system.ts';
import type { Interleaving } from './interleaving.ts';
import type { ProofWorld } from './world.ts';

/** The world as one process sees it, every call of which is a place where another one may go on. */
export function actorIn(world: ProofWorld, interleaving: Interleaving, actor: string): ProofWorld {
  // Ids are made on the spot.
  const { problems, clock, ids, ...ports } = world;
  const seen = interleaving.portsOf(actor, ports);
  const sleep = async (milliseconds: number) => {
    clock.advance(milliseconds);
    await interleaving.turn(actor);
  };
  return rewired({ ...seen, clock, ids, problems, sleep });
}

/** The same world by a clock that is wrong by so much; what Xero says of a token's life counts from that clock's now. */
export function withSkew(world: ProofWorld, milliseconds: number): ProofWorld {
  const { clock, identity } = world;
  const refresh = identity.refresh.bind(identity);
  const skewed = Object.create(identity) as typeof identity;
  skewed.refresh = async (tokens) => {
    const { accessTokenExpiresAt, ...rest } = await refresh(tokens);
    return { ...rest, accessTokenExpiresAt: new Date(accessTokenExpiresAt.getTime() + milliseconds) };
  };
  return rewired({ ...world, clock: new SkewedClock(clock, milliseconds), identity: skewed });
}

class SkewedClock extends FakeClock {
  constructor(
    private readonly right: FakeClock,
    private readonly skew: number,
  ) {
    super();
  }

  override now(): Date {
    return new Date(this.right.now().getTime() + this.skew);
  }

  override advance(milliseconds: number): void {
    this.right.advance(milliseconds);
  }
}

function rewired(ports: ProofWorld): ProofWorld {
  const { vault, identity, clock, ids, sleep } = ports;
  return {
    ...ports,
    tokens: vault,
    watch: ports.connections,
    custody: makeTokenCustody({ vault, identity, clock, ids, sleep }),
    isWanted: makeMfaMailCheck(ports),
  };
}
