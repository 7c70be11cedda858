import type { AuditLog } from '#domain/audit/ports.ts';
import { requiresMfa } from '#domain/connection/connection.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { DomainError } from '#domain/errors.ts';
import { mfaAlreadyOn, signInAgain } from '#domain/user/errors.ts';
import { mfaToDo } from '#domain/user/mfa-to-do.ts';
import type { AuthenticatorEnrolment, UserDirectory } from '#domain/user/ports.ts';
import { tellOfMfaChange, type TellOfMfaChangeDeps } from '#domain/user/tell-of-mfa-change.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';
import { bearerToken } from '../bearer-token.ts';

export interface Deps extends TellOfMfaChangeDeps {
  connections: Pick<ConnectionRepository, 'get'>;
  directory: Pick<UserDirectory, 'hasMfa' | 'switchMfa' | 'signOut'>;
  enrolment: Pick<AuthenticatorEnrolment, 'prove'>;
  audit: AuditLog;
}

interface Request {
  caller: Caller;
  headers: Record<string, string>;
  body: { code: string };
}

export function makeHandler(deps: Deps) {
  return async ({ caller, headers, body }: Request) => {
    const { firmId, userId } = caller.user;
    if (await deps.directory.hasMfa(userId)) throw mfaAlreadyOn();
    await mustProve(deps, bearerToken(headers), body.code);
    await tellOfMfaChange(deps, caller.user, 'on', caller.requestId);
    await switchOn(deps, userId);
    await deps.audit.append(actOf(caller, deps.clock, 'MFA_ENABLED', { userId }));
    const required = requiresMfa(await deps.connections.get(firmId));
    return {
      body: {
        mfa: { enabled: true, required },
        toDo: mfaToDo({ required, enabled: true, signedInWithMfa: false }),
      },
    };
  };
}

/**
 * Who has the factor counts as signed in with it (pre token generation), so that no session may outlive this moment
 * that was opened by the password alone, this one included.
 */
async function switchOn({ directory }: Deps, userId: string): Promise<void> {
  // Before, so that a failure of what follows leaves none of them; after, for those that were opened in between.
  await directory.signOut(userId);
  await directory.switchMfa(userId, true);
  await directory.signOut(userId);
}

async function mustProve({ enrolment }: Deps, accessToken: string, code: string): Promise<void> {
  switch (await enrolment.prove(accessToken, code)) {
    case 'proven':
      return;
    case 'wrong-code':
      throw new DomainError(
        'invalid',
        'MFA_CODE_WRONG',
        'The code is wrong or too old. Type in the one that the app shows now.',
      );
    case 'not-begun':
      throw new DomainError('conflict', 'MFA_NOT_STARTED', 'Begin the set-up first.');
    case 'sign-in-again':
      throw signInAgain();
  }
}
