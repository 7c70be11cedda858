import * as z from 'zod';
import { aUser, FIRM_ID } from '../builders.ts';
import { FakeClock } from '../fakes/system.ts';
import { head, type Line } from './wire.ts';

/** One call of AWS by the product's own adapter: what it asks, and what AWS says when all is well. */
export interface AwsOperation {
  act: () => Promise<unknown>;
  good: string;
}

/** On the product's own clients, loaded after the wire was laid. */
export async function awsOperations(): Promise<Record<string, AwsOperation>> {
  Object.assign(process.env, {
    AWS_REGION: 'ap-southeast-2',
    AWS_ACCESS_KEY_ID: 'k',
    AWS_SECRET_ACCESS_KEY: 's',
  });
  const { documentClient } = await import('#adapters/dynamodb/client.ts');
  const { DynamoUserRepository } = await import('#adapters/dynamodb/user-repository.ts');
  const { CachedSecret, secretsManagerClient } = await import('#adapters/secrets-manager/secrets.ts');
  const { stepFunctionsClient } = await import('#adapters/step-functions/client.ts');
  const { StepFunctionsSyncLauncher } = await import('#adapters/step-functions/sync-launcher.ts');
  const { SesMailer, sesClient } = await import('#adapters/ses/mailer.ts');
  const { CognitoUserDirectory, cognitoClient } = await import('#adapters/cognito/user-directory.ts');
  const users = new DynamoUserRepository(documentClient(), 'records');
  const launcher = new StepFunctionsSyncLauncher(
    stepFunctionsClient(),
    'arn:aws:states:x:1:stateMachine:sync-firm',
  );
  const directory = new CognitoUserDirectory(cognitoClient(), 'pool');
  const mailer = new SesMailer(sesClient(), 'noreply@example.com', 'mails');
  const secrets = secretsManagerClient();
  const secret = () => new CachedSecret(secrets, 'arn', z.object({ a: z.string() }), new FakeClock()).read();
  const mail = { mailId: 'm', firmId: FIRM_ID, to: 'ada@example.com', subject: 's', html: 'h', text: 't' };
  const sync = {
    firmId: FIRM_ID,
    syncId: 'SYNC1',
    trigger: 'manual' as const,
    requestedMode: 'auto' as const,
  };
  return {
    get: { act: () => users.get(FIRM_ID, 'ada'), good: '{}' },
    'conditional write': { act: () => users.create(aUser('ada')), good: '{}' },
    write: { act: () => users.put(aUser('ada')), good: '{}' },
    query: { act: () => users.list(FIRM_ID), good: '{"Items":[],"Count":0}' },
    secret: { act: secret, good: '{"SecretString":"{\\"a\\":\\"b\\"}"}' },
    StartExecution: { act: () => launcher.start(sync), good: '{"executionArn":"a","startDate":1}' },
    StopExecution: { act: () => launcher.stop('SYNC1', 'why'), good: '{"stopDate":1}' },
    SendEmail: {
      act: () => mailer.send(mail),
      good: '<SendEmailResponse><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>',
    },
    AdminGetUser: { act: () => directory.hasMfa('ada'), good: '{"Username":"ada"}' },
    GlobalSignOut: { act: () => directory.signOut('ada'), good: '{}' },
  };
}

type Send = (line: Line, good: string, isMail: boolean) => void;
export function answerAws(line: Line, status: string, body: string, isMail: boolean): void {
  const type = isMail ? 'text/xml' : 'application/x-amz-json-1.0';
  line.send(
    head(status, { 'Content-Type': type, 'Content-Length': body.length, Connection: 'close' }) + body,
  );
  line.end();
}
const error =
  (status: string, code: string): Send =>
  (line, _, isMail) => {
    const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`;
    answerAws(line, status, isMail ? xml : JSON.stringify({ __type: code, message: 'm' }), isMail);
  };

/** Once it passes: another attempt succeeds. Whatever does not pass is said at once. */
export const AWS_FAULTS: Readonly<Record<string, { passes: boolean; send: Send }>> = {
  throttled: { passes: true, send: error('400 Bad Request', 'ThrottlingException') },
  'an internal error': { passes: true, send: error('500 Internal', 'InternalServerError') },
  'no answer': { passes: true, send: () => undefined },
  'no answer although it was done': {
    passes: true,
    send: (line) => {
      line.send('HTTP/1.1 200 OK\r\n');
      line.reset();
    },
  },
  'a condition that fails': {
    passes: false,
    send: error('400 Bad Request', 'ConditionalCheckFailedException'),
  },
  denied: { passes: false, send: error('400 Bad Request', 'AccessDeniedException') },
  'not valid': { passes: false, send: error('400 Bad Request', 'ValidationException') },
  'half an answer': {
    passes: true,
    send: (line, good) => {
      line.send(
        head('200 OK', { 'Content-Type': 'application/x-amz-json-1.0', 'Content-Length': 500 }) +
          good.slice(0, 9),
      );
      setImmediate(() => line.reset());
    },
  },
};
