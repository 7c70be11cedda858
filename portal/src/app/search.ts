/** What stands in the address, read leniently: an unknown value is as good as none. */

type Raw = Record<string, unknown>;

export const CLIENT_STATUSES = ['current', 'client', 'prospect', 'archived'] as const;
export const CLIENT_GAPS = ['NO_PRIMARY_CONTACT', 'NO_EMAIL'] as const;
export const PAGE_SIZES = [25, 50, 100] as const;
export const SYNC_STATUSES = ['succeeded', 'partial', 'held', 'failed', 'interrupted'] as const;
export const SYNC_TRIGGERS = ['first', 'manual', 'schedule', 'operator', 'approval'] as const;

function oneOf<T extends string | number>(values: readonly T[], value: unknown): T | undefined {
  return values.find((each) => each === value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 2000) : undefined;
}

/** A search typed in as `123` is parsed as a number by the router. */
function wordsOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value)?.slice(0, 200);
}

function dayOf(value: unknown): string | undefined {
  const day = textOf(value);
  return day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day))
    ? day
    : undefined;
}

/** A path within the portal; never another site's address. */
function pathOf(value: unknown): string | undefined {
  const path = textOf(value);
  return path !== undefined && /^\/(?![/\\])/.test(path) ? path : undefined;
}

export const SIGN_IN_REASONS = ['ended', 'elsewhere', 'mfa-on'] as const;

export interface SignInSearch {
  next?: string | undefined;
  /** Why somebody who was signed in is here. */
  reason?: (typeof SIGN_IN_REASONS)[number] | undefined;
}
export const signInSearch = ({ next, reason }: Raw): SignInSearch => ({
  next: pathOf(next),
  reason: oneOf(SIGN_IN_REASONS, reason),
});

export interface MfaSearch {
  /** Where to go on when MFA is on. */
  next?: string | undefined;
  connection?: string | undefined;
}
export const mfaSearch = ({ next, connection }: Raw): MfaSearch => ({
  next: pathOf(next),
  connection: textOf(connection),
});

export interface OutcomeSearch {
  /** How an attempt to connect ended (`ConnectOutcome` of the API). */
  connection?: string | undefined;
}
export const outcomeSearch = ({ connection }: Raw): OutcomeSearch => ({ connection: textOf(connection) });

export const DUPLICATE_STATUSES = ['open', 'linked', 'kept-apart'] as const;

export interface ManageClientsSearch extends OutcomeSearch {
  /** Which possible duplicates are shown; absent: those to decide. */
  duplicates?: (typeof DUPLICATE_STATUSES)[number] | undefined;
}
export const manageClientsSearch = ({ connection, duplicates }: Raw): ManageClientsSearch => ({
  ...outcomeSearch({ connection }),
  duplicates: oneOf(DUPLICATE_STATUSES, duplicates),
});

export interface ClientsSearch {
  search?: string | undefined;
  status?: (typeof CLIENT_STATUSES)[number] | undefined;
  gap?: (typeof CLIENT_GAPS)[number] | undefined;
  limit?: (typeof PAGE_SIZES)[number] | undefined;
}
export const clientsSearch = ({ search, status, gap, limit }: Raw): ClientsSearch => ({
  search: wordsOf(search),
  status: oneOf(CLIENT_STATUSES, status),
  gap: oneOf(CLIENT_GAPS, gap),
  limit: oneOf(PAGE_SIZES, limit),
});

export const CLIENT_TABS = ['profile', 'contacts'] as const;

export interface ClientSearch {
  /** Absent: the first. */
  tab?: (typeof CLIENT_TABS)[number] | undefined;
}
export const clientSearch = ({ tab }: Raw): ClientSearch => ({ tab: oneOf(CLIENT_TABS, tab) });

export interface SyncsSearch {
  status?: (typeof SYNC_STATUSES)[number] | undefined;
  trigger?: (typeof SYNC_TRIGGERS)[number] | undefined;
}
export const syncsSearch = ({ status, trigger }: Raw): SyncsSearch => ({
  status: oneOf(SYNC_STATUSES, status),
  trigger: oneOf(SYNC_TRIGGERS, trigger),
});

export interface AuditSearch {
  action?: string | undefined;
  actor?: string | undefined;
  /** Days of the firm's calendar, e.g. `2026-11-22`. */
  from?: string | undefined;
  to?: string | undefined;
}
export const auditSearch = ({ action, actor, from, to }: Raw): AuditSearch => ({
  action: textOf(action),
  actor: textOf(actor),
  from: dayOf(from),
  to: dayOf(to),
});

export interface UsersSearch {
  search?: string | undefined;
}
export const usersSearch = ({ search }: Raw): UsersSearch => ({ search: wordsOf(search) });
