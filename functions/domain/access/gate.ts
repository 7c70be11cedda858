import type { AuditLog } from '../audit/ports.ts';
import type { ConnectionRepository } from '../connection/ports.ts';
import { DomainError } from '../errors.ts';
import type { Clock } from '../system.ts';
import type { UserRepository } from '../user/ports.ts';
import type { User } from '../user/user.ts';
import type { Access } from './access.ts';
import { authorize } from './access.ts';
import type { TokenVerifier } from './ports.ts';

export interface Admission {
  user: User;
  /** Whether this sign-in was made by somebody with MFA. */
  mfa: boolean;
}

/** What was asked for, and from where. */
export interface Asked {
  operationId: string;
  sourceIp: string;
}

/** Decides who may pass with this `Authorization` header; fails with the DomainError that the caller is told. */
export type Gate = (
  access: Extract<Access, { auth: 'user' }>,
  authorization: string | undefined,
  asked: Asked,
) => Promise<Admission>;

export interface GateDeps {
  tokens: TokenVerifier;
  users: UserRepository;
  connections: ConnectionRepository;
  /** Learns of those who are known and may not pass. */
  audit: AuditLog;
  clock: Clock;
  /** Learns why a refusal could not be recorded; the refused are told what they would have been told. */
  onUnrecorded: (failure: unknown) => void;
}

/**
 * The token is checked here although API Gateway's authorizer did so already: that one knows neither users who were
 * removed nor connections that demand MFA since, and one forgotten route must not open the rest.
 */
export function makeGate(deps: GateDeps): Gate {
  const refusals = new Refusals(deps);
  return async (access, authorization, asked) => {
    const [scheme, token, ...rest] = (authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '' || rest.length > 0) {
      throw new DomainError('unauthenticated', 'SIGN_IN_REQUIRED', 'Sign in first.');
    }
    const claims = await deps.tokens.verify(token);
    const [user, connection] = await Promise.all([
      deps.users.get(claims.firmId, claims.userId),
      deps.connections.get(claims.firmId),
    ]);
    try {
      return { user: authorize(access, claims, user, connection), mfa: claims.mfa };
    } catch (error) {
      if (error instanceof DomainError) await refusals.note(user, error.code, asked);
      throw error;
    }
  };
}

/** A page that asks again and again is refused again and again: one record in this time says as much. */
const REPEATED_MS = 60_000;
const REMEMBERED = 1_000;

class Refusals {
  private readonly noted = new Map<string, number>();

  constructor(private readonly deps: Pick<GateDeps, 'audit' | 'clock' | 'onUnrecorded'>) {}

  async note(user: User | undefined, code: string, { operationId, sourceIp }: Asked): Promise<void> {
    // Who was removed has no name any more, and whose firm it was is the token's word alone.
    if (user === undefined) return;
    const now = this.deps.clock.now();
    const what = `${user.firmId} ${user.userId} ${code} ${operationId}`;
    if (now.getTime() - (this.noted.get(what) ?? 0) < REPEATED_MS) return;
    try {
      await this.deps.audit.append({
        firmId: user.firmId,
        at: now.toISOString(),
        action: 'ACCESS_REFUSED',
        actor: { userId: user.userId, name: user.name },
        source: sourceIp,
        result: 'failure',
        details: { code, operationId },
      });
    } catch (failure) {
      this.deps.onUnrecorded(failure);
      return;
    }
    if (this.noted.size >= REMEMBERED) this.noted.clear();
    this.noted.set(what, now.getTime());
  }
}
