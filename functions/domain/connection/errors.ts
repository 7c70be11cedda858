import { DomainError } from '../errors.ts';

/** Xero did not answer usably: network, time-out, 5xx. */
export class XeroUnavailableError extends DomainError {
  constructor(
    message = 'Xero is not answering at the moment. Try again in a few minutes.',
    options?: ErrorOptions,
  ) {
    super('unavailable', 'XERO_UNAVAILABLE', message, options);
  }
}

/** `invalid_grant`: the code or the refresh token is not accepted (any more). */
export class GrantRefusedError extends DomainError {
  constructor(options?: ErrorOptions) {
    super('conflict', 'XERO_GRANT_REFUSED', 'Xero no longer accepts this authorization.', options);
  }
}

/** Xero refused an access token: 401 or 403. */
export class AccessRefusedError extends DomainError {
  constructor(
    readonly status: 401 | 403,
    options?: ErrorOptions,
  ) {
    super('forbidden', 'XERO_ACCESS_REFUSED', 'Xero refused access to the practice.', options);
  }
}

/** Xero refuses the app itself (client id, secret, scope): only the operator can mend it. */
export class XeroAppMisconfiguredError extends DomainError {
  constructor(readonly reason: string) {
    super(
      'unavailable',
      'XERO_APP_MISCONFIGURED',
      `Xero refuses this installation (${reason}). Its operator has to check the Xero app's client id, secret and scopes.`,
    );
  }
}

/** The firm has no live connection (any more); `name` is caught by the workflow. */
export class NotConnectedError extends DomainError {
  constructor() {
    super(
      'conflict',
      'NOT_CONNECTED',
      'The firm is not connected to Xero Practice Manager. An admin can connect it under Integrations.',
    );
  }
}
