import type { AuditLog } from '#domain/audit/ports.ts';
import type { RefusedOutcome } from '#domain/connection/connect-outcome.ts';
import { ConnectRefusedError } from '#domain/connection/connect-outcome.ts';
import type { Connection } from '#domain/connection/connection.ts';
import type { FinishAuthorizationDeps } from '#domain/connection/finish-authorization.ts';
import { finishAuthorization, startFirstSync } from '#domain/connection/finish-authorization.ts';
import { hashMatches, hashOf, OAUTH_COOKIE, verifierOf } from '#domain/connection/oauth-secrets.ts';
import type { OAuthTransaction, OAuthTransactionRepository } from '#domain/connection/ports.ts';
import type { DeliverDeps } from '#domain/mail/deliver.ts';
import { announceMfa, deliverSoon } from '#domain/user/mfa-reminders.ts';
import type { UserDirectory, UserRepository } from '#domain/user/ports.ts';
import type { User } from '#domain/user/user.ts';
import { describeError } from '#runtime/describe-error.ts';
import type { AnonymousCaller } from '#runtime/http.ts';
import { LogEvent } from '#runtime/log-events.ts';
import { logger } from '#runtime/logger.ts';
import { parseCallback } from './parse-callback.ts';

export interface Deps extends FinishAuthorizationDeps, DeliverDeps {
  transactions: OAuthTransactionRepository;
  users: UserRepository;
  directory: Pick<UserDirectory, 'hasMfa'>;
  audit: AuditLog;
  portalUrl: string;
}

interface Request {
  caller: AnonymousCaller;
  query: Record<string, unknown>;
  cookies: Record<string, string>;
}

export function makeHandler(deps: Deps) {
  return async (request: Request) => {
    const path = await landingPath(deps, request);
    return { body: undefined, headers: { location: `${deps.portalUrl}${path}` } };
  };
}

/** Always one of a fixed list; nothing that came in goes out. */
async function landingPath(deps: Deps, request: Request): Promise<string> {
  try {
    const callback = parseCallback(request.query);
    if (callback === undefined) throw new ConnectRefusedError('expired');
    // Consumed before anything else is looked at: one use, whatever comes of it.
    const transaction = await deps.transactions.consume(hashOf(callback.state), deps.clock.now());
    if (transaction === undefined) throw new ConnectRefusedError('expired');
    return await finish(deps, request, callback, transaction);
  } catch (error) {
    return `/settings/integrations?connection=${outcomeOf(error)}`;
  }
}

async function finish(
  deps: Deps,
  { caller, cookies }: Request,
  callback: { code: string | undefined; error: string | undefined },
  transaction: OAuthTransaction,
): Promise<string> {
  const { firmId, userId, confirmPracticeChange } = transaction;
  const user = await deps.users.get(firmId, userId);
  const audit = (
    action: 'CONNECT_COMPLETED' | 'CONNECT_REFUSED',
    details: Record<string, string>,
  ): Promise<void> =>
    deps.audit.append({
      firmId,
      at: deps.clock.now().toISOString(),
      action,
      actor: { userId, name: user?.name ?? '' },
      source: caller.sourceIp,
      result: action === 'CONNECT_COMPLETED' ? 'success' : 'failure',
      details,
    });
  let connection: Connection;
  try {
    const cookie = cookies[OAUTH_COOKIE] ?? '';
    const admin = mustBeStarter(transaction, cookie, user);
    const granted = { code: mustHaveCode(callback), codeVerifier: verifierOf(cookie), confirmPracticeChange };
    connection = await finishAuthorization(deps, admin, granted);
  } catch (error) {
    const outcome = outcomeOf(error);
    await audit('CONNECT_REFUSED', { outcome });
    throw new ConnectRefusedError(outcome);
  }
  // First of all, since the rule holds from now on and nobody would make up for mails that were never put.
  const mails = await announceMfa(deps, connection).catch(logFailure);
  await startFirstSync(deps, connection, caller.requestId).catch(logFailure);
  await audit('CONNECT_COMPLETED', { tenantId: connection.practice.tenantId }).catch(logFailure);
  await deliverSoon(deps, mails ?? []).catch(logFailure);
  const hasMfa = await deps.directory.hasMfa(userId).catch(() => false);
  return hasMfa
    ? '/clients/manage?connection=connected'
    : '/settings/mfa?connection=connected&next=/clients/manage';
}

/** The browser that started it, and a person who may still connect. */
function mustBeStarter(transaction: OAuthTransaction, cookie: string, user: User | undefined): User {
  if (!hashMatches(cookie, transaction.cookieHash)) {
    throw new ConnectRefusedError('wrong-browser');
  }
  if (user?.active !== true || user.role !== 'admin' || user.firmId !== transaction.firmId) {
    throw new ConnectRefusedError('not-admin');
  }
  return user;
}

function mustHaveCode({ code, error }: { code: string | undefined; error: string | undefined }): string {
  if (error === 'access_denied') throw new ConnectRefusedError('cancelled');
  if (error !== undefined || code === undefined) throw new ConnectRefusedError('refused');
  return code;
}

function outcomeOf(error: unknown): RefusedOutcome {
  if (error instanceof ConnectRefusedError) return error.outcome;
  logFailure(error);
  return 'failed';
}

function logFailure(error: unknown): undefined {
  logger.error(LogEvent.HANDLE_REQUEST_FAILED, { failure: describeError(error) });
}
