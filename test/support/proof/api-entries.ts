import { makeGate } from '#domain/access/gate.ts';
import type { HttpResult } from '#runtime/http-event.ts';
import { httpEntry, publicHttpEntry } from '#runtime/http.ts';
import { makeHandler as approveRemovals } from '../../../functions/api/approve-removals/handler.ts';
import { makeHandler as archiveClient } from '../../../functions/api/archive-client/handler.ts';
import { makeHandler as createClient } from '../../../functions/api/create-client/handler.ts';
import { makeHandler as decideDuplicate } from '../../../functions/api/decide-duplicate/handler.ts';
import { makeHandler as deleteConnection } from '../../../functions/api/delete-connection/handler.ts';
import { makeHandler as deleteMfa } from '../../../functions/api/delete-mfa/handler.ts';
import { makeHandler as deleteUser } from '../../../functions/api/delete-user/handler.ts';
import { makeHandler as dismissNotice } from '../../../functions/api/dismiss-notice/handler.ts';
import { makeHandler as exportClients } from '../../../functions/api/export-clients/handler.ts';
import { makeHandler as getClient } from '../../../functions/api/get-client/handler.ts';
import { makeHandler as getConnection } from '../../../functions/api/get-connection/handler.ts';
import { makeHandler as getFirm } from '../../../functions/api/get-firm/handler.ts';
import { makeHandler as getImportTemplate } from '../../../functions/api/get-import-template/handler.ts';
import { makeHandler as getMe } from '../../../functions/api/get-me/handler.ts';
import { makeHandler as getSync } from '../../../functions/api/get-sync/handler.ts';
import { makeHandler as importClients } from '../../../functions/api/import-clients/handler.ts';
import { makeHandler as inviteUser } from '../../../functions/api/invite-user/handler.ts';
import { makeHandler as listAudit } from '../../../functions/api/list-audit/handler.ts';
import { makeHandler as listClients } from '../../../functions/api/list-clients/handler.ts';
import { makeHandler as listDuplicates } from '../../../functions/api/list-duplicates/handler.ts';
import { makeHandler as listNotices } from '../../../functions/api/list-notices/handler.ts';
import { makeHandler as listSyncs } from '../../../functions/api/list-syncs/handler.ts';
import { makeHandler as listUsers } from '../../../functions/api/list-users/handler.ts';
import { makeHandler as receiveXeroCallback } from '../../../functions/api/receive-xero-callback/handler.ts';
import { makeHandler as remindUserMfa } from '../../../functions/api/remind-user-mfa/handler.ts';
import { makeHandler as resendInvitation } from '../../../functions/api/resend-invitation/handler.ts';
import { makeHandler as resetUserMfa } from '../../../functions/api/reset-user-mfa/handler.ts';
import { makeHandler as startConnection } from '../../../functions/api/start-connection/handler.ts';
import { makeHandler as startMfa } from '../../../functions/api/start-mfa/handler.ts';
import { makeHandler as startSync } from '../../../functions/api/start-sync/handler.ts';
import { makeHandler as updateClient } from '../../../functions/api/update-client/handler.ts';
import { makeHandler as updateFirm } from '../../../functions/api/update-firm/handler.ts';
import { makeHandler as updateUser } from '../../../functions/api/update-user/handler.ts';
import { makeHandler as verifyMfa } from '../../../functions/api/verify-mfa/handler.ts';
import { contracts } from '../../../functions/api/registry.ts';
import type { lambdaContext } from '../lambda-context.ts';
import type { ApiPorts } from './api-ports.ts';

export type Folder = keyof typeof contracts;
export type Entry = (event: unknown, context: ReturnType<typeof lambdaContext>) => Promise<HttpResult>;

/** Whatever is raced against it is in memory, and done by then. */
const sleep = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The real entry of every route, on these ports; made when it is asked for. */
export const ENTRIES: Record<Folder, (ports: ApiPorts) => Entry> = {
  'approve-removals': (p) => httpEntry(contracts['approve-removals'], approveRemovals(p), makeGate(p)),
  'archive-client': (p) => httpEntry(contracts['archive-client'], archiveClient(p), makeGate(p)),
  'create-client': (p) => httpEntry(contracts['create-client'], createClient(p), makeGate(p)),
  'decide-duplicate': (p) => httpEntry(contracts['decide-duplicate'], decideDuplicate(p), makeGate(p)),
  'delete-connection': (p) =>
    httpEntry(contracts['delete-connection'], deleteConnection({ ...p, sleep }), makeGate(p)),
  'delete-mfa': (p) => httpEntry(contracts['delete-mfa'], deleteMfa(p), makeGate(p)),
  'delete-user': (p) => httpEntry(contracts['delete-user'], deleteUser(p), makeGate(p)),
  'dismiss-notice': (p) => httpEntry(contracts['dismiss-notice'], dismissNotice(p), makeGate(p)),
  'export-clients': (p) => httpEntry(contracts['export-clients'], exportClients(p), makeGate(p)),
  'get-client': (p) => httpEntry(contracts['get-client'], getClient(p), makeGate(p)),
  'get-connection': (p) => httpEntry(contracts['get-connection'], getConnection(p), makeGate(p)),
  'get-firm': (p) => httpEntry(contracts['get-firm'], getFirm(p), makeGate(p)),
  'get-import-template': (p) => httpEntry(contracts['get-import-template'], getImportTemplate(), makeGate(p)),
  'get-me': (p) => httpEntry(contracts['get-me'], getMe(p), makeGate(p)),
  'get-sync': (p) => httpEntry(contracts['get-sync'], getSync(p), makeGate(p)),
  'import-clients': (p) => httpEntry(contracts['import-clients'], importClients(p), makeGate(p)),
  'invite-user': (p) => httpEntry(contracts['invite-user'], inviteUser(p), makeGate(p)),
  'list-audit': (p) => httpEntry(contracts['list-audit'], listAudit(p), makeGate(p)),
  'list-clients': (p) => httpEntry(contracts['list-clients'], listClients(p), makeGate(p)),
  'list-duplicates': (p) => httpEntry(contracts['list-duplicates'], listDuplicates(p), makeGate(p)),
  'list-notices': (p) => httpEntry(contracts['list-notices'], listNotices(p), makeGate(p)),
  'list-syncs': (p) => httpEntry(contracts['list-syncs'], listSyncs(p), makeGate(p)),
  'list-users': (p) => httpEntry(contracts['list-users'], listUsers(p), makeGate(p)),
  'receive-xero-callback': (p) => publicHttpEntry(contracts['receive-xero-callback'], receiveXeroCallback(p)),
  'remind-user-mfa': (p) => httpEntry(contracts['remind-user-mfa'], remindUserMfa(p), makeGate(p)),
  'resend-invitation': (p) => httpEntry(contracts['resend-invitation'], resendInvitation(p), makeGate(p)),
  'reset-user-mfa': (p) => httpEntry(contracts['reset-user-mfa'], resetUserMfa(p), makeGate(p)),
  'start-connection': (p) => httpEntry(contracts['start-connection'], startConnection(p), makeGate(p)),
  'start-mfa': (p) => httpEntry(contracts['start-mfa'], startMfa(p), makeGate(p)),
  'start-sync': (p) => httpEntry(contracts['start-sync'], startSync(p), makeGate(p)),
  'update-client': (p) => httpEntry(contracts['update-client'], updateClient(p), makeGate(p)),
  'update-firm': (p) => httpEntry(contracts['update-firm'], updateFirm(p), makeGate(p)),
  'update-user': (p) => httpEntry(contracts['update-user'], updateUser(p), makeGate(p)),
  'verify-mfa': (p) => httpEntry(contracts['verify-mfa'], verifyMfa(p), makeGate(p)),
};
