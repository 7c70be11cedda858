import type { ApiContract } from './api-contract.ts';
import { contract as approveRemovals } from './approve-removals/contract.ts';
import { contract as archiveClient } from './archive-client/contract.ts';
import { contract as createClient } from './create-client/contract.ts';
import { contract as decideDuplicate } from './decide-duplicate/contract.ts';
import { contract as deleteConnection } from './delete-connection/contract.ts';
import { contract as deleteMfa } from './delete-mfa/contract.ts';
import { contract as deleteUser } from './delete-user/contract.ts';
import { contract as dismissNotice } from './dismiss-notice/contract.ts';
import { contract as exportClients } from './export-clients/contract.ts';
import { contract as getClient } from './get-client/contract.ts';
import { contract as getConnection } from './get-connection/contract.ts';
import { contract as getFirm } from './get-firm/contract.ts';
import { contract as getImportTemplate } from './get-import-template/contract.ts';
import { contract as getMe } from './get-me/contract.ts';
import { contract as getSync } from './get-sync/contract.ts';
import { contract as inviteUser } from './invite-user/contract.ts';
import { contract as importClients } from './import-clients/contract.ts';
import { contract as listAudit } from './list-audit/contract.ts';
import { contract as listClients } from './list-clients/contract.ts';
import { contract as listDuplicates } from './list-duplicates/contract.ts';
import { contract as listNotices } from './list-notices/contract.ts';
import { contract as listSyncs } from './list-syncs/contract.ts';
import { contract as listUsers } from './list-users/contract.ts';
import { contract as receiveXeroCallback } from './receive-xero-callback/contract.ts';
import { contract as remindUserMfa } from './remind-user-mfa/contract.ts';
import { contract as resendInvitation } from './resend-invitation/contract.ts';
import { contract as resetUserMfa } from './reset-user-mfa/contract.ts';
import { contract as startConnection } from './start-connection/contract.ts';
import { contract as startMfa } from './start-mfa/contract.ts';
import { contract as startSync } from './start-sync/contract.ts';
import { contract as updateFirm } from './update-firm/contract.ts';
import { contract as updateUser } from './update-user/contract.ts';
import { contract as verifyMfa } from './verify-mfa/contract.ts';
import { contract as updateClient } from './update-client/contract.ts';

/** Every route: the entry's folder in `functions/api` and its contract. Routes, their checks and OpenAPI come from here. */
export const contracts = {
  'approve-removals': approveRemovals,
  'archive-client': archiveClient,
  'create-client': createClient,
  'decide-duplicate': decideDuplicate,
  'delete-connection': deleteConnection,
  'delete-mfa': deleteMfa,
  'delete-user': deleteUser,
  'dismiss-notice': dismissNotice,
  'export-clients': exportClients,
  'get-client': getClient,
  'get-connection': getConnection,
  'get-firm': getFirm,
  'get-import-template': getImportTemplate,
  'get-me': getMe,
  'get-sync': getSync,
  'invite-user': inviteUser,
  'import-clients': importClients,
  'list-audit': listAudit,
  'list-clients': listClients,
  'list-duplicates': listDuplicates,
  'list-notices': listNotices,
  'list-syncs': listSyncs,
  'list-users': listUsers,
  'receive-xero-callback': receiveXeroCallback,
  'remind-user-mfa': remindUserMfa,
  'resend-invitation': resendInvitation,
  'reset-user-mfa': resetUserMfa,
  'start-connection': startConnection,
  'start-mfa': startMfa,
  'start-sync': startSync,
  'update-firm': updateFirm,
  'update-user': updateUser,
  'verify-mfa': verifyMfa,
  'update-client': updateClient,
} as const satisfies Record<string, ApiContract>;
