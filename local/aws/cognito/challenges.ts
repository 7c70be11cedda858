import { randomBytes } from 'node:crypto';
import { notAuthorized } from './operation.ts';
import type { SrpExchange } from './srp.ts';
import type { TokenTrigger } from './triggers.ts';

/** Cognito's default life of a sign-in in progress, in ms. */
const LIFETIME = 3 * 60_000;

interface Challenge {
  name: string;
  sub: string;
  clientId: string;
  source: TokenTrigger;
}
interface SrpStart {
  sub: string;
  clientId: string;
  exchange: SrpExchange;
}

/** Sign-ins in progress: kept in memory alone, so after a restart they begin anew. */
export class Challenges {
  private readonly now: () => number;
  private readonly sessions = new Map<string, Challenge & { expiresAt: number }>();
  private readonly srp = new Map<string, SrpStart & { expiresAt: number }>();

  constructor(now: () => number) {
    this.now = now;
  }

  openSrp(secretBlock: string, start: SrpStart): void {
    this.forgetExpired();
    this.srp.set(secretBlock, { ...start, expiresAt: this.now() + LIFETIME });
  }

  /** Good for one answer, right or wrong. */
  takeSrp(secretBlock: string, clientId: string): SrpStart | undefined {
    const start = this.srp.get(secretBlock);
    this.srp.delete(secretBlock);
    return start && start.clientId === clientId && start.expiresAt > this.now() ? start : undefined;
  }

  open(challenge: Challenge): string {
    this.forgetExpired();
    const session = randomBytes(96).toString('base64url');
    this.sessions.set(session, { ...challenge, expiresAt: this.now() + LIFETIME });
    return session;
  }

  find(session: string | null | undefined, name: string, clientId: string): Challenge {
    const challenge = this.sessions.get(session ?? '');
    if (!challenge || challenge.name !== name || challenge.clientId !== clientId) {
      throw notAuthorized('Invalid session for the user.');
    }
    if (challenge.expiresAt > this.now()) return challenge;
    throw notAuthorized('Invalid session for the user, session is expired.');
  }

  close(session: string | null | undefined): void {
    this.sessions.delete(session ?? '');
  }

  /** An hour late, so that an expired session is still told from an unknown one. */
  private forgetExpired(): void {
    const limit = this.now() - 3_600_000;
    for (const map of [this.sessions, this.srp]) {
      for (const [id, { expiresAt }] of map) if (expiresAt < limit) map.delete(id);
    }
  }
}
