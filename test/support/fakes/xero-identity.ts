import { GrantRefusedError, XeroUnavailableError } from '#domain/connection/errors.ts';
import type { TokenSet, XeroConnection, XeroIdentity } from '#domain/connection/ports.ts';
import type { Clock } from '#domain/system.ts';

const GRACE_MILLISECONDS = 30 * 60_000;

type Operation = keyof XeroIdentity;

/** Xero's side of OAuth in memory: refresh tokens that change with every use, with or without the grace. */
export class FakeXeroIdentity implements XeroIdentity {
  readonly calls: Operation[] = [];
  /** Access tokens that `/connections` was asked with. */
  readonly bearers: string[] = [];
  readonly deleted: string[] = [];
  readonly revoked: string[] = [];
  /** Exchanges and refreshes that were answered with a new pair. */
  accepted = 0;
  /** Refused because a token was used a second time, grace or not. */
  reused = 0;
  listed: XeroConnection[] = [];
  authEventId: string | undefined = 'event-1';
  lifeSeconds = 1800;
  /** Thrown by the next call of the operation, before (`fail`) or after (`lose`) it took effect. */
  readonly fail = new Map<Operation, Error[]>();
  readonly lose = new Map<Operation, number>();
  private readonly usable = new Map<string, { usedAt?: number }>();

  constructor(
    private readonly clock: Clock,
    public grace = true,
  ) {}

  consentUrl(state: string, codeChallenge: string): Promise<string> {
    this.calls.push('consentUrl');
    const asked = new URLSearchParams({
      state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    });
    return Promise.resolve(`https://login.xero.com/identity/connect/authorize?${asked.toString()}`);
  }

  /** Takes every code that begins with `good`, with any verifier that RFC 7636 takes for one. */
  async exchange(code: string, codeVerifier: string): Promise<TokenSet> {
    return this.act('exchange', () => {
      if (!code.startsWith('good') || !/^[\w.~-]{43,128}$/.test(codeVerifier)) throw new GrantRefusedError();
      return this.issue();
    });
  }

  async refresh({ refreshToken }: TokenSet): Promise<TokenSet> {
    return this.act('refresh', () => {
      const known = this.usable.get(refreshToken);
      const now = this.clock.now().getTime();
      if (known === undefined) throw new GrantRefusedError();
      if (known.usedAt !== undefined) {
        this.reused += 1;
        if (!this.grace || now - known.usedAt > GRACE_MILLISECONDS) throw new GrantRefusedError();
      }
      known.usedAt ??= now;
      return this.issue();
    });
  }

  async connections(accessToken: string): Promise<XeroConnection[]> {
    this.bearers.push(accessToken);
    return this.act('connections', () => structuredClone(this.listed));
  }

  async deleteConnection(_accessToken: string, connectionId: string): Promise<void> {
    return this.act('deleteConnection', () => {
      this.deleted.push(connectionId);
      this.listed = this.listed.filter((found) => found.connectionId !== connectionId);
    });
  }

  async revoke(refreshToken: string): Promise<void> {
    return this.act('revoke', () => {
      this.revoked.push(refreshToken);
      this.usable.clear();
    });
  }

  /** A pair that is known here, as if a user had just agreed. */
  issue(): TokenSet {
    this.accepted += 1;
    const refreshToken = `refresh-${String(this.accepted)}`;
    this.usable.set(refreshToken, {});
    const claims = {
      jti: this.accepted,
      ...(this.authEventId && { authentication_event_id: this.authEventId }),
    };
    return {
      accessToken: `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`,
      refreshToken,
      accessTokenExpiresAt: new Date(this.clock.now().getTime() + this.lifeSeconds * 1000),
    };
  }

  /** Whether it is the last refresh token that was given out, and was never used. */
  isNewest(refreshToken: string): boolean {
    const known = this.usable.get(refreshToken);
    return refreshToken === `refresh-${String(this.accepted)}` && known?.usedAt === undefined;
  }

  endGrant(): void {
    this.usable.clear();
  }

  private async act<T>(operation: Operation, effect: () => T): Promise<T> {
    this.calls.push(operation);
    await Promise.resolve();
    const failure = this.fail.get(operation)?.shift();
    if (failure !== undefined) throw failure;
    const result = effect();
    const losses = this.lose.get(operation) ?? 0;
    if (losses > 0) {
      this.lose.set(operation, losses - 1);
      throw new XeroUnavailableError();
    }
    return result;
  }
}
