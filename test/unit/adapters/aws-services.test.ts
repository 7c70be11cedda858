import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { MessageRejected, SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { CognitoUserDirectory } from '#adapters/cognito/user-directory.ts';
import { SesMailer } from '#adapters/ses/mailer.ts';
import { StepFunctionsSyncLauncher } from '#adapters/step-functions/sync-launcher.ts';
import { FIRM_ID } from '../../support/builders.ts';

const ses = mockClient(SESClient);
const states = mockClient(SFNClient);
const cognito = mockClient(CognitoIdentityProviderClient);
beforeEach(() => {
  for (const mock of [ses, states, cognito]) mock.reset();
  ses.onAnyCommand().rejects(new Error('not expected'));
  states.onAnyCommand().rejects(new Error('not expected'));
  cognito.onAnyCommand().rejects(new Error('not expected'));
});
const meta = { $metadata: {}, message: 'for ada@example.com' };

describe('SesMailer', () => {
  const mailer = new SesMailer(new SESClient({}), 'Portal <noreply@example.com>', 'mails');
  const mail = {
    mailId: 'm',
    firmId: FIRM_ID,
    to: 'ada@example.com',
    subject: 'Grüße',
    html: '<b>x</b>',
    text: 'x',
  };

  it('sends both forms in UTF-8 to one address', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: '1' });
    await mailer.send(mail);
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toEqual({
      Source: 'Portal <noreply@example.com>',
      ConfigurationSetName: 'mails',
      Destination: { ToAddresses: ['ada@example.com'] },
      Message: {
        Subject: { Data: 'Grüße', Charset: 'UTF-8' },
        Body: { Html: { Data: '<b>x</b>', Charset: 'UTF-8' }, Text: { Data: 'x', Charset: 'UTF-8' } },
      },
    });
  });

  it('names the click in a tag, of the characters that SES takes, and answers the message’s id', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'message' });
    expect(await mailer.send({ ...mail, requestId: 'JKJaXmPLvHcESHA=' })).toEqual({ messageId: 'message' });
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input.Tags).toEqual([
      { Name: 'requestId', Value: 'JKJaXmPLvHcESHA_' },
    ]);
  });

  it('tells a refusal from what passes, and repeats no address', async () => {
    ses.on(SendEmailCommand).rejectsOnce(new MessageRejected(meta)).rejects(new Error('Throttling'));
    await expect(mailer.send(mail)).rejects.toMatchObject({
      name: 'MailRefusedError',
      message: expect.not.stringContaining('ada@'),
    });
    await expect(mailer.send(mail)).rejects.toMatchObject({ message: 'Throttling' });
  });
});

describe('StepFunctionsSyncLauncher', () => {
  const machine = 'arn:aws:states:ap-southeast-2:123456789012:stateMachine:sync-firm';
  const launcher = new StepFunctionsSyncLauncher(new SFNClient({}), machine);
  const input = { firmId: FIRM_ID, syncId: 'SYNC1', trigger: 'manual', requestedMode: 'auto' };

  it('starts the execution named by the sync, and counts one that exists as started', async () => {
    states.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists(meta));
    await launcher.start(input);
    expect(states.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: machine,
      name: 'SYNC1',
      input: JSON.stringify(input),
    });
    states.on(StartExecutionCommand).rejects(new Error('down'));
    await expect(launcher.start(input)).rejects.toThrow('down');
  });

  it('stops it by its name, and counts one that is unknown as stopped', async () => {
    states.on(StopExecutionCommand).rejects(new ExecutionDoesNotExist(meta));
    await launcher.stop('SYNC1', 'disconnected');
    expect(states.commandCalls(StopExecutionCommand)[0]?.args[0].input).toEqual({
      executionArn: 'arn:aws:states:ap-southeast-2:123456789012:execution:sync-firm:SYNC1',
      cause: 'disconnected',
    });
  });
});

describe('CognitoUserDirectory', () => {
  const directory = new CognitoUserDirectory(new CognitoIdentityProviderClient({}), 'pool');
  const ada = { email: 'ada@example.com', name: 'Ada', firmId: FIRM_ID };
  const attributes = (firmId: string) => [
    { Name: 'sub', Value: 'sub-1' },
    { Name: 'custom:firmId', Value: firmId },
  ];

  it('invites by e-mail with the firm', async () => {
    cognito.on(AdminCreateUserCommand).resolves({ User: { Attributes: attributes(FIRM_ID) } });
    expect(await directory.invite(ada)).toEqual({ userId: 'sub-1' });
    expect(cognito.commandCalls(AdminCreateUserCommand)[0]?.args[0].input).toMatchObject({
      Username: 'ada@example.com',
      UserAttributes: expect.arrayContaining([{ Name: 'custom:firmId', Value: FIRM_ID }]),
    });
  });

  it('finds who was invited before, but not for another firm', async () => {
    cognito.on(AdminCreateUserCommand).rejects(new UsernameExistsException(meta));
    cognito.on(AdminGetUserCommand).resolves({ UserAttributes: attributes(FIRM_ID) });
    expect(await directory.invite(ada)).toEqual({ userId: 'sub-1' });
    cognito.on(AdminGetUserCommand).resolves({ UserAttributes: attributes('other') });
    await expect(directory.invite(ada)).rejects.toMatchObject({ kind: 'conflict', code: 'EMAIL_TAKEN' });
  });

  it('counts the authenticator app alone as MFA', async () => {
    const answers = [undefined, [], ['SMS_MFA'], ['SOFTWARE_TOKEN_MFA']];
    const seen: boolean[] = [];
    for (const UserMFASettingList of answers) {
      cognito.on(AdminGetUserCommand).resolves({ ...(UserMFASettingList && { UserMFASettingList }) });
      seen.push(await directory.hasMfa('sub-1'));
    }
    expect(seen).toEqual([false, false, false, true]);
  });
});
