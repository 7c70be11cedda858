import type { Input } from '../api/types.ts';

export type AuditAction = NonNullable<NonNullable<Input<'list-audit'>['query']>['action']>;

/** Words of the audit. */
export const auditText = {
  title: 'Audit',
  lead: 'Who did what, when and from where. Nobody can change it; it is kept for at least a year.',
  export: 'Export CSV',
  csvName: 'audit.csv',
  filters: 'Filters',
  action: 'What',
  anyAction: 'Anything',
  actor: 'Who',
  anybody: 'Anybody',
  system: 'The system',
  from: 'From',
  to: 'Until the end of',
  when: 'When',
  source: 'From where',
  result: 'Result',
  details: 'Details',
  success: 'Done',
  failure: 'Failed',
  none: 'Nothing was recorded',
  noneOfFilter: 'Nothing of the kind was recorded. Try other filters.',
  olderMayMatch: 'Nothing of the kind on this page; older entries may match.',
  table: 'Recorded acts, newest first',
} as const;

/** Each act in words; an act without words does not compile. */
export const ACTS: Record<AuditAction, string> = {
  SIGNED_IN: 'Signed in',
  ACCESS_REFUSED: 'Access refused',
  FIRM_CREATED: 'Firm created',
  SEATS_CHANGED: 'Number of seats changed',
  FIRM_CHANGED: 'Firm settings changed',
  FIRM_EXPORTED: 'All data of the firm exported',
  FIRM_ERASED: 'Firm erased',
  CONNECT_STARTED: 'Connecting started',
  CONNECT_COMPLETED: 'Connected',
  CONNECT_REFUSED: 'Connecting refused',
  DISCONNECTED: 'Disconnected',
  CONNECTION_LOST: 'Connection lost',
  SYNC_REQUESTED: 'Sync requested',
  SYNC_STARTED: 'Sync started',
  SYNC_ENDED: 'Sync ended',
  REMOVALS_HELD: 'Removals held',
  REMOVALS_APPROVED: 'Removals approved',
  DUPLICATE_LINKED: 'Duplicate linked',
  DUPLICATE_KEPT_APART: 'Duplicate kept apart',
  DUPLICATE_UNDONE: 'Decision on a duplicate undone',
  MFA_ENABLED: 'MFA switched on',
  MFA_DISABLED: 'MFA switched off',
  MFA_RESET: 'MFA reset',
  MFA_REMINDED: 'Reminded of MFA',
  USER_INVITED: 'User invited',
  USER_REINVITED: 'Invitation sent again',
  USER_CHANGED: 'User changed',
  USER_REMOVED: 'User removed',
  CLIENT_ADDED: 'Client added',
  CLIENT_CHANGED: 'Client changed',
  CLIENT_ARCHIVED: 'Client archived',
  CLIENT_RESTORED: 'Client restored',
  CLIENTS_IMPORTED: 'Clients imported',
  CLIENTS_EXPORTED: 'Clients exported',
  SYNCS_EXPORTED: 'Sync history exported',
  SYNC_ISSUES_EXPORTED: 'Reasons of a sync exported',
  AUDIT_EXPORTED: 'Audit exported',
};

/** `SYNC_STARTED` in words; of another version's act, its name. */
export function actInWords(action: string): string {
  return new Map<string, string>(Object.entries(ACTS)).get(action) ?? action;
}

/** The key of a detail in words: `syncId` becomes "sync id". */
export function detailInWords(key: string): string {
  return key.replace(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}
