import { Duration } from 'aws-cdk-lib';
import type { Env as DismissNotice } from '../functions/api/dismiss-notice/index.ts';
import type { Env as GetSync } from '../functions/api/get-sync/index.ts';
import type { Env as ListAudit } from '../functions/api/list-audit/index.ts';
import type { Env as ListNotices } from '../functions/api/list-notices/index.ts';
import type { Env as ListSyncs } from '../functions/api/list-syncs/index.ts';
import type { Grant } from './constructs/service-function.ts';
import type { AddRoute, SignedIn } from './route-props.ts';
import type { SharedProps } from './workflows/shared-props.ts';

/** What happened: notices, the history of syncs, the audit log. */
export function recordRoutes({ data }: SharedProps, environment: SignedIn, add: AddRoute): void {
  const gate: Grant[] = [data.records.grantOf('GetItem'), data.connections.grantOf('GetItem')];
  add<ListNotices>('list-notices', { environment, grants: gate });
  add<DismissNotice>('dismiss-notice', { environment, grants: [...gate, data.records.grantOf('PutItem')] });
  // A file may be as large as an answer can be.
  const large = { timeout: Duration.seconds(29), memoryMb: 1024 };
  add<ListSyncs>('list-syncs', {
    ...large,
    environment,
    grants: [...gate, data.records.grantOf('Query')],
  });
  add<GetSync>('get-sync', { ...large, environment, grants: gate });
  add<ListAudit>('list-audit', { ...large, environment, grants: [...gate, data.audit.grantOf('Query')] });
}
