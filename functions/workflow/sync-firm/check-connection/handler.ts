import type { CheckConnectionDeps, ConnectionCheck } from '#domain/connection/check-connection.ts';
import { checkConnection } from '#domain/connection/check-connection.ts';

export function makeHandler(deps: CheckConnectionDeps) {
  return async (input: ConnectionCheck) => ({ requests: await checkConnection(deps, input) });
}
