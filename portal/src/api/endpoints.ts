import type { contracts } from '../../../functions/api/registry.ts';

export type Contracts = typeof contracts;

/**
 * Method and path of each route that the portal calls. The contracts themselves would bring their schemas into the
 * browser; a test holds this table equal to them.
 */
export const ENDPOINTS = {
  'approve-removals': 'POST /syncs/{syncId}/approve-removals',
  'archive-client': 'DELETE /clients/{clientId}',
  'create-client': 'POST /clients',
  'decide-duplicate': 'POST /duplicates/{duplicateId}',
  'delete-connection': 'DELETE /connection',
  'delete-mfa': 'DELETE /me/mfa',
  'delete-user': 'DELETE /users/{userId}',
  'dismiss-notice': 'POST /notices/{noticeId}/dismiss',
  'export-clients': 'GET /clients/export',
  'get-client': 'GET /clients/{clientId}',
  'get-connection': 'GET /connection',
  'get-firm': 'GET /firm',
  'get-import-template': 'GET /clients/import-template',
  'get-me': 'GET /me',
  'get-sync': 'GET /syncs/{syncId}',
  'import-clients': 'POST /clients/import',
  'invite-user': 'POST /users',
  'list-audit': 'GET /audit',
  'list-clients': 'GET /clients',
  'list-duplicates': 'GET /duplicates',
  'list-notices': 'GET /notices',
  'list-syncs': 'GET /syncs',
  'list-users': 'GET /users',
  'remind-user-mfa': 'POST /users/{userId}/mfa-reminder',
  'resend-invitation': 'POST /users/{userId}/invitation',
  'reset-user-mfa': 'DELETE /users/{userId}/mfa',
  'start-connection': 'POST /connection',
  'start-mfa': 'POST /me/mfa',
  'start-sync': 'POST /syncs',
  'update-client': 'PATCH /clients/{clientId}',
  'update-firm': 'PATCH /firm',
  'update-user': 'PATCH /users/{userId}',
  'verify-mfa': 'POST /me/mfa/verify',
} as const satisfies Partial<Record<keyof Contracts, `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`>>;

export type Route = keyof typeof ENDPOINTS;
