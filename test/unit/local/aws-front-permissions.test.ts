import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsFront } from '../../../local/aws/front.ts';
import { AwsError } from '../../../local/aws/service.ts';
import { LambdaStandIn } from '../../../local/functions/lambda.ts';
import { listen, type Listener } from '../../../local/http-api/listen.ts';
import { aFunction, functionFolder } from '../../support/function-folder.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const asked: string[] = [];
const done: string[] = [];
let listener: Listener;

beforeAll(async () => {
  listener = await listen(
    awsFront({
      services: [
        { target: 'secretsmanager', call: (operation) => Promise.resolve({ done: done.push(operation) }) },
      ],
      ses: { handle: () => ({ status: 200, xml: String(done.push('SendEmail')) }) },
      invoke: () => Promise.resolve(done.push('Invoke')),
      invokeLater: () => done.push('Invoke'),
      jwks: () => ({ keys: [] }),
      browserOrigin: 'http://localhost:4300',
      authorize: (who, service, operation, input) => {
        asked.push(`${who} ${service} ${operation} ${JSON.stringify(input)}`);
        throw new AwsError('AccessDeniedException', 'not authorized');
      },
    }),
    0,
  );
});
afterAll(() => listener.close());

const config = () => ({
  endpoint: `http://127.0.0.1:${String(listener.port)}`,
  region: 'ap-southeast-2',
  credentials: { accessKeyId: 'begin-sync', secretAccessKey: 'b' },
  maxAttempts: 1,
});
const refused = { name: expect.stringMatching(/^AccessDenied/) as string, message: 'not authorized' };

describe('the front of the AWS services, asked by someone who may not', () => {
  it('refuses in the service’s own way, before anything is done, and knows who asks for what', async () => {
    const mail = { Source: 'p@b.c', Destination: {}, Message: { Subject: { Data: '' }, Body: {} } };
    const secrets = new SecretsManagerClient(config());
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 's' }))).rejects.toMatchObject(refused);
    await expect(new SESClient(config()).send(new SendEmailCommand(mail))).rejects.toMatchObject(refused);
    const lambda = new LambdaClient(config());
    await expect(lambda.send(new InvokeCommand({ FunctionName: 'other' }))).rejects.toMatchObject(refused);
    expect(asked).toEqual([
      'begin-sync secretsmanager GetSecretValue {"SecretId":"s"}',
      'begin-sync SES SendEmail {"Source":"p@b.c","ConfigurationSetName":null}',
      'begin-sync Lambda InvokeFunction {"FunctionName":"other"}',
    ]);
    expect(done).toEqual([]);
  });

  it('is told a function’s name by the function’s credentials', async () => {
    const bundle = functionFolder('export const who = () => process.env.AWS_ACCESS_KEY_ID;');
    const logFolder = mkdtempSync(join(tmpdir(), 'logs-'));
    const lambda = new LambdaStandIn({ region: 'r', logFolder, awsUrl: 'http://127.0.0.1:9', redirects: {} });
    lambda.define(aFunction(bundle.folder, 'who'));
    const answer = await lambda.invoke('who', {}).finally(() => lambda.close());
    bundle.remove();
    rmSync(logFolder, { recursive: true, force: true });
    expect(answer).toBe('who');
  }, 60_000);
});
