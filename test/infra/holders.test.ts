import { describe, expect, it } from 'vitest';
import { deployed, textAt } from '../support/infra.ts';
import { holders, tableArn } from '../support/infra-permissions.ts';

describe('Permissions on tokens and connections', () => {
  it('are with these functions only', async () => {
    const all = await deployed();
    const table = tableArn(all, 'Connections');
    const found = holders(all, (resource) => resource === table);
    expect(found['dynamodb:DeleteItem']).toEqual([
      'BackgroundFinishDisconnects',
      'OperatorsEraseFirm',
      'RoutesDeleteConnection',
      'RoutesReceiveXeroCallback',
      'SyncFirmBeginSync',
      'SyncFirmCheckConnection',
    ]);
    expect(found['dynamodb:PutItem']).toEqual(['RoutesReceiveXeroCallback', 'RoutesStartConnection']);
  });

  it('on addresses without mail: written by SES’s events alone, read by who sends or shows them', async () => {
    const all = await deployed();
    const sending = holders(all, (resource) => resource.includes(':configuration-set/'));
    expect(sending).toEqual({
      'ses:SendEmail': [
        'BackgroundDeliverMail',
        'RoutesReceiveXeroCallback',
        'RoutesRemindUserMfa',
        'SyncFirmFailSync',
        'SyncFirmSendSummary',
      ],
    });
    const records = tableArn(all, 'Records');
    const found = holders(all, (resource) => resource === records);
    const recorder = Object.keys(found).filter((action) =>
      found[action]?.includes('BackgroundRecordMailProblem'),
    );
    expect(recorder).toEqual(['dynamodb:PutItem']);
  });

  it('on the firm’s settings: changed by their route alone', async () => {
    const all = await deployed();
    const found = holders(all, (resource) => resource === tableArn(all, 'Connections'));
    expect(found['dynamodb:UpdateItem']).toContain('RoutesUpdateFirm');
    expect(found['dynamodb:PutItem']).not.toContain('RoutesUpdateFirm');
  });

  it('on executions: started by five, stopped by one', async () => {
    const all = await deployed();
    const machine = (resource: string) => /:states:.*SyncFirmMachine/.test(resource);
    expect(holders(all, machine)).toEqual({
      'states:StartExecution': [
        'DispatchDueSyncsMachine',
        'OperatorsRunSync',
        'RoutesApproveRemovals',
        'RoutesReceiveXeroCallback',
        'RoutesStartSync',
      ],
      'states:StopExecution': ['RoutesDeleteConnection'],
    });
  });

  it('on users: each change of them by the routes for it alone', async () => {
    const found = holders(await deployed(), (resource) => resource.includes(':userpool/'));
    const changes = Object.fromEntries(
      Object.entries(found).filter(([action]) => action !== 'cognito-idp:AdminGetUser'),
    );
    expect(changes).toEqual({
      'cognito-idp:AdminCreateUser': ['OperatorsCreateFirm', 'RoutesInviteUser', 'RoutesResendInvitation'],
      'cognito-idp:AdminDeleteUser': ['OperatorsEraseFirm', 'RoutesDeleteUser'],
      'cognito-idp:AdminDisableUser': ['RoutesUpdateUser'],
      'cognito-idp:AdminEnableUser': ['RoutesUpdateUser'],
      'cognito-idp:AdminSetUserMFAPreference': ['RoutesDeleteMfa', 'RoutesResetUserMfa', 'RoutesVerifyMfa'],
      'cognito-idp:AdminUserGlobalSignOut': ['RoutesResetUserMfa', 'RoutesVerifyMfa'],
    });
  });

  it('on users: read at sign-in and for the profile, made by operators', async () => {
    const all = await deployed();
    const found = holders(all, (resource) => resource.includes(':userpool/'));
    expect(found['cognito-idp:AdminCreateUser']).toContain('OperatorsCreateFirm');
    expect(found['cognito-idp:AdminGetUser']).toEqual(
      expect.arrayContaining([
        'IdentityPreTokenGeneration',
        'OperatorsCreateFirm',
        'RoutesGetMe',
        'RoutesReceiveXeroCallback',
      ]),
    );
    expect(textAt(found, 'cognito-idp:AdminInitiateAuth')).toBe('');
  });
});
