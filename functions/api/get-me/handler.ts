import { requiresMfa } from '#domain/connection/connection.ts';
import type { ConnectionRepository } from '#domain/connection/ports.ts';
import type { FirmRepository } from '#domain/firm/ports.ts';
import { mfaToDo } from '#domain/user/mfa-to-do.ts';
import type { UserDirectory } from '#domain/user/ports.ts';
import type { Caller } from '#runtime/http.ts';

export interface Deps {
  firms: FirmRepository;
  connections: ConnectionRepository;
  directory: Pick<UserDirectory, 'hasMfa'>;
  /** Told why the sign-in service could not say whether MFA is on. */
  onUnknownMfa: (error: unknown) => void;
}

export function makeHandler({ firms, connections, directory, onUnknownMfa }: Deps) {
  return async ({ caller: { user, mfa: signedInWithMfa } }: { caller: Caller }) => {
    const [firm, connection, enabled] = await Promise.all([
      firms.get(user.firmId),
      connections.get(user.firmId),
      // Who is signed in must not depend on it: then this sign-in's own factor is all that is known.
      directory.hasMfa(user.userId).catch((error: unknown) => {
        onUnknownMfa(error);
        return signedInWithMfa ? true : null;
      }),
    ]);
    if (firm === undefined) throw new Error('A user without a firm');
    const required = requiresMfa(connection);
    return {
      body: {
        userId: user.userId,
        name: user.name,
        email: user.email,
        role: user.role,
        firm: { firmId: firm.firmId, name: firm.name, timeZone: firm.timeZone },
        mfa: { enabled, required },
        toDo: mfaToDo({ required, enabled, signedInWithMfa }),
        maySync: user.role === 'admin' || firm.membersMaySync,
      },
    };
  };
}
