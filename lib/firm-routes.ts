import type { Env as GetFirm } from '../functions/api/get-firm/index.ts';
import type { Env as UpdateFirm } from '../functions/api/update-firm/index.ts';
import type { Grant } from './constructs/service-function.ts';
import type { AddRoute, SignedIn } from './route-props.ts';
import type { SharedProps } from './workflows/shared-props.ts';

/** The firm's settings. */
export function firmRoutes({ data }: SharedProps, signedIn: SignedIn, add: AddRoute): void {
  const gate: Grant[] = [data.records.grantOf('GetItem'), data.connections.grantOf('GetItem')];
  add<GetFirm>('get-firm', { environment: signedIn, grants: gate });
  add<UpdateFirm>('update-firm', {
    environment: { ...signedIn, AUDIT_TABLE_NAME: data.audit.tableName },
    grants: [
      ...gate,
      data.records.grantOf('UpdateItem', 'Query'),
      data.connections.grantOf('UpdateItem'),
      data.audit.grantOf('PutItem'),
    ],
  });
}
