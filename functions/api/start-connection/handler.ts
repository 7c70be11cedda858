import type { AuditLog } from '#domain/audit/ports.ts';
import {
  challengeOf,
  hashOf,
  OAUTH_COOKIE,
  OAUTH_SECONDS,
  OAUTH_SECRET_BYTES,
  verifierOf,
} from '#domain/connection/oauth-secrets.ts';
import type {
  ConnectionRepository,
  OAuthTransactionRepository,
  XeroIdentity,
} from '#domain/connection/ports.ts';
import { DomainError } from '#domain/errors.ts';
import type { Clock, IdSource } from '#domain/system.ts';
import type { Caller } from '#runtime/http.ts';

export interface Deps {
  connections: ConnectionRepository;
  transactions: OAuthTransactionRepository;
  identity: Pick<XeroIdentity, 'consentUrl'>;
  audit: AuditLog;
  clock: Clock;
  ids: IdSource;
}

interface Request {
  caller: Caller;
  body: { confirmPracticeChange: boolean };
}

export function makeHandler(deps: Deps) {
  return async ({ caller: { user, sourceIp }, body }: Request) => {
    const connection = await deps.connections.get(user.firmId);
    if (connection?.state === 'connected') {
      throw new DomainError('conflict', 'ALREADY_CONNECTED', 'The firm is connected. Disconnect it first.');
    }
    const now = deps.clock.now();
    const state = deps.ids.secret(OAUTH_SECRET_BYTES);
    const cookie = deps.ids.secret(OAUTH_SECRET_BYTES);
    const authorizeUrl = await deps.identity.consentUrl(state, challengeOf(verifierOf(cookie)));
    await deps.transactions.create({
      stateHash: hashOf(state),
      firmId: user.firmId,
      userId: user.userId,
      cookieHash: hashOf(cookie),
      expiresAt: new Date(now.getTime() + OAUTH_SECONDS * 1000),
      confirmPracticeChange: body.confirmPracticeChange,
    });
    await deps.audit.append({
      firmId: user.firmId,
      at: now.toISOString(),
      action: 'CONNECT_STARTED',
      actor: { userId: user.userId, name: user.name },
      source: sourceIp,
      result: 'success',
      details: { confirmPracticeChange: body.confirmPracticeChange },
    });
    // Lax, because Xero sends the browser back by a top-level navigation.
    const attributes = `Path=/; Max-Age=${String(OAUTH_SECONDS)}; Secure; HttpOnly; SameSite=Lax`;
    return { body: { authorizeUrl }, cookies: [`${OAUTH_COOKIE}=${cookie}; ${attributes}`] };
  };
}
