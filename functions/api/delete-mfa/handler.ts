import type { AuditLog } from '#domain/audit/ports.ts';
import { requiresMfa } from '#domain/connection/connection.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import { signInAgain } from '#domain/user/errors.ts';
import { mfaToDo } from '#domain/user/mfa-to-do.ts';
import type { UserDirectory } from '#domain/user/ports.ts';
import { tellOfMfaChange, type TellOfMfaChangeDeps } from '#domain/user/tell-of-mfa-change.ts';
import type { Caller } from '#runtime/http.ts';
import { actOf } from '../act.ts';

export interface Deps extends TellOfMfaChangeDeps {
  connections: Pick<ConnectionRepository, 'get'>;
  directory: Pick<UserDirectory, 'hasMfa' | 'switchMfa'>;
  audit: AuditLog;
}

export function makeHandler(deps: Deps) {
  const { connections, directory, audit, clock } = deps;
  return async ({ caller }: { caller: Caller }) => {
    const { firmId, userId } = caller.user;
    if (await directory.hasMfa(userId)) {
      // A sign-in by password alone must not get rid of the second factor.
      if (!caller.mfa) throw signInAgain();
      await tellOfMfaChange(deps, caller.user, 'off', caller.requestId);
      await directory.switchMfa(userId, false);
      await audit.append(actOf(caller, clock, 'MFA_DISABLED', { userId }));
    }
    const required = requiresMfa(await connections.get(firmId));
    return {
      body: {
        mfa: { enabled: false, required },
        toDo: mfaToDo({ required, enabled: false, signedInWithMfa: false }),
        message: required
          ? 'Multi-factor authentication is off. Your firm is connected to Xero Practice Manager, so you can use nothing else of the portal until you switch it on again.'
          : 'Multi-factor authentication is off.',
      },
    };
  };
}
