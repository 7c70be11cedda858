import type { DataStack } from './data-stack.ts';
import type { Grant } from './constructs/service-function.ts';

/** The least that a one-way sync of clients needs (reference xpm-api.md, 4.2). */
const SCOPES = 'offline_access practicemanager.client.read';

/** Environment of a function that talks to Xero's identity service. */
export function xeroEnvironment(data: DataStack, portalUrl: string) {
  return {
    XERO_APP_SECRET_ARN: data.xeroApp.secretArn,
    XERO_SCOPES: SCOPES,
    PORTAL_URL: portalUrl,
  };
}

/** May use, renew and destroy the tokens of firms: the callback, what refreshes them, and disconnecting. */
export function tokenGrants(data: DataStack): Grant[] {
  return [data.tokenKey.grantUse(), data.connections.grantOf('GetItem', 'UpdateItem', 'DeleteItem')];
}
