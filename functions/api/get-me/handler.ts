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
}

export function makeHandler({ firms, connections, directory }: Deps) {
  return async ({ caller: { user, mfa: signedInWithMfa } }: { caller: Caller }) => {
    const [firm, connection, enabled] = await Promise.all([
      firms.get(user.firmId),
      connections.get(user.firmId),
      directory.hasMfa(user.userId),
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
