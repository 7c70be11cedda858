import { task } from '#runtime/task.ts';
import { makeHandler as beginSync } from '../../../functions/workflow/sync-firm/begin-sync/handler.ts';
import { makeHandler as checkConnection } from '../../../functions/workflow/sync-firm/check-connection/handler.ts';
import { makeHandler as completeSync } from '../../../functions/workflow/sync-firm/complete-sync/handler.ts';
import { makeHandler as failSync } from '../../../functions/workflow/sync-firm/fail-sync/handler.ts';
import { makeHandler as findChanges } from '../../../functions/workflow/sync-firm/find-changes/handler.ts';
import { makeHandler as importPage } from '../../../functions/workflow/sync-firm/import-page/handler.ts';
import { makeHandler as sendSummary } from '../../../functions/workflow/sync-firm/send-summary/handler.ts';
import { CONTRACTS } from './sync-firm-stubs.ts';

/** What the tasks of sync-firm need, all together. */
export type SyncFirmPorts = Parameters<typeof beginSync>[0] &
  Parameters<typeof findChanges>[0] &
  Parameters<typeof checkConnection>[0] &
  Parameters<typeof importPage>[0] &
  Parameters<typeof completeSync>[0] &
  Parameters<typeof sendSummary>[0] &
  Parameters<typeof failSync>[0];

/** The functions of sync-firm as Lambda runs them, by the names of their folders. */
export function syncFirmEntries(ports: SyncFirmPorts) {
  return {
    'begin-sync': task(CONTRACTS['begin-sync'], beginSync(ports)),
    'find-changes': task(CONTRACTS['find-changes'], findChanges(ports)),
    'check-connection': task(CONTRACTS['check-connection'], checkConnection(ports)),
    'import-page': task(CONTRACTS['import-page'], importPage(ports)),
    'complete-sync': task(CONTRACTS['complete-sync'], completeSync(ports)),
    'send-summary': task(CONTRACTS['send-summary'], sendSummary(ports)),
    'fail-sync': task(CONTRACTS['fail-sync'], failSync(ports)),
  };
}
