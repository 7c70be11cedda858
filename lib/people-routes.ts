import type { Env as DeleteMfa } from '../functions/api/delete-mfa/index.ts';
import type { Env as DeleteUser } from '../functions/api/delete-user/index.ts';
import type { Env as InviteUser } from '../functions/api/invite-user/index.ts';
import type { Env as ListUsers } from '../functions/api/list-users/index.ts';
import type { Env as RemindUserMfa } from '../functions/api/remind-user-mfa/index.ts';
import type { Env as ResendInvitation } from '../functions/api/resend-invitation/index.ts';
import type { Env as ResetUserMfa } from '../functions/api/reset-user-mfa/index.ts';
import type { Env as StartMfa } from '../functions/api/start-mfa/index.ts';
import type { Env as UpdateUser } from '../functions/api/update-user/index.ts';
import type { Env as VerifyMfa } from '../functions/api/verify-mfa/index.ts';
import type { Grant } from './constructs/service-function.ts';
import { mailEnvironment, mailGrants } from './mail-grants.ts';
import type { AddRoute, SignedIn } from './route-props.ts';
import type { SharedProps } from './workflows/shared-props.ts';

/** Users of a firm and their second factors. */
export function peopleRoutes({ data, portalUrl }: SharedProps, signedIn: SignedIn, add: AddRoute): void {
  const { identity, records } = data;
  const audited = { ...signedIn, AUDIT_TABLE_NAME: data.audit.tableName };
  const gate: Grant[] = [records.grantOf('GetItem'), data.connections.grantOf('GetItem')];
  const audit = data.audit.grantOf('PutItem');

  // Secrets and codes pass with the user's own access token, which no grant of ours is needed for.
  add<StartMfa>('start-mfa', { environment: signedIn, grants: [...gate, identity.grantOf('AdminGetUser')] });
  const telling = { ...audited, PORTAL_URL: portalUrl };
  const switching = [
    ...gate,
    audit,
    records.grantOf('PutItem'),
    identity.grantOf('AdminSetUserMFAPreference'),
  ];
  const ownFactor = [...switching, identity.grantOf('AdminGetUser')];
  add<VerifyMfa>('verify-mfa', {
    environment: telling,
    grants: [...ownFactor, identity.grantOf('AdminUserGlobalSignOut')],
  });
  add<DeleteMfa>('delete-mfa', { environment: telling, grants: ownFactor });

  add<ListUsers>('list-users', {
    environment: signedIn,
    grants: [...gate, records.grantOf('Query'), identity.grantOf('AdminGetUser')],
  });
  add<InviteUser>('invite-user', {
    environment: audited,
    grants: [
      ...gate,
      audit,
      records.grantOf('PutItem', 'Query'),
      identity.grantOf('AdminCreateUser', 'AdminGetUser'),
    ],
  });
  add<ResendInvitation>('resend-invitation', {
    environment: audited,
    grants: [...gate, audit, records.grantOf('UpdateItem'), identity.grantOf('AdminCreateUser')],
  });
  const changing = [...gate, audit, records.grantOf('PutItem', 'UpdateItem', 'Query')];
  add<UpdateUser>('update-user', {
    environment: telling,
    grants: [...changing, identity.grantOf('AdminEnableUser', 'AdminDisableUser')],
  });
  add<DeleteUser>('delete-user', {
    environment: telling,
    grants: [...changing, records.grantOf('DeleteItem'), identity.grantOf('AdminDeleteUser')],
  });
  add<ResetUserMfa>('reset-user-mfa', {
    environment: telling,
    grants: [...switching, identity.grantOf('AdminUserGlobalSignOut')],
  });
  add<RemindUserMfa>('remind-user-mfa', {
    environment: { ...telling, ...mailEnvironment(data) },
    grants: [
      ...gate,
      audit,
      ...mailGrants(data),
      records.grantOf('PutItem'),
      identity.grantOf('AdminGetUser'),
    ],
  });
}
