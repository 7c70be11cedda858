import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsFront } from '../../../local/aws/front.ts';
import { AwsError } from '../../../local/aws/service.ts';
import { FunctionError } from '../../../local/functions/protocol.ts';
import { listen } from '../../../local/http-api/listen.ts';
import type { Listener } from '../../../local/http-api/listen.ts';

let listener: Listener;
let endpoint: string;
const later: unknown[] = [];

beforeAll(async () => {
  listener = await listen(
    awsFront({
      services: [
        {
          target: 'secretsmanager',
          call: (operation, input) =>
            input.SecretId === 'known'
              ? Promise.resolve({ Name: operation, SecretString: 's' })
              : Promise.reject(new AwsError('ResourceNotFoundException', 'no such secret')),
        },
      ],
      ses: {
        handle: (form) => ({
          status: 200,
          xml: `<SendEmailResponse><SendEmailResult><MessageId>${form.get('Source') ?? ''}</MessageId></SendEmailResult></SendEmailResponse>`,
        }),
      },
      invoke: (name, event) =>
        name === 'echo'
          ? Promise.resolve({ name, event })
          : Promise.reject(new FunctionError({ errorType: 'FirmError', errorMessage: 'no', trace: [] })),
      invokeLater: (...call) => later.push(call),
      jwks: (poolId) => ({ keys: [{ kty: 'RSA', kid: poolId }] }),
      browserOrigin: 'http://localhost:4300',
      pages: { '/inbox': (_, response) => response.end('inbox') },
    }),
    0,
  );
  endpoint = `http://127.0.0.1:${String(listener.port)}`;
});
afterAll(() => listener.close());

const config = () => ({
  endpoint,
  region: 'ap-southeast-2',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  maxAttempts: 1,
});

describe('the front of the AWS services', () => {
  it('dispatches JSON services and passes their errors by name', async () => {
    const client = new SecretsManagerClient(config());
    expect(await client.send(new GetSecretValueCommand({ SecretId: 'known' }))).toMatchObject({
      Name: 'GetSecretValue',
      SecretString: 's',
    });
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'other' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'no such secret',
    });
  });

  it('refuses a service that is not there', async () => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'Kinesis.PutRecord' },
      body: '{}',
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      {
        __type: 'UnknownOperationException',
        message: 'The service Kinesis is not part of the local platform',
      },
    ]);
  });

  it('takes SES forms', async () => {
    const mail = { Source: 'a@x.nz', Destination: {}, Message: { Subject: { Data: '' }, Body: {} } };
    expect(await new SESClient(config()).send(new SendEmailCommand(mail))).toMatchObject({
      MessageId: 'a@x.nz',
    });
  });

  it('invokes functions, now and later', async () => {
    const client = new LambdaClient(config());
    const invoke = async (
      FunctionName: string,
      InvocationType: 'Event' | 'RequestResponse' = 'RequestResponse',
    ) => {
      const answer = await client.send(
        new InvokeCommand({ FunctionName, InvocationType, Payload: '{"a":1}' }),
      );
      return [answer.StatusCode, answer.FunctionError, answer.Payload?.transformToString()];
    };
    expect(await invoke('echo')).toEqual([200, undefined, '{"name":"echo","event":{"a":1}}']);
    expect(await invoke('bad')).toEqual([
      200,
      'Unhandled',
      '{"errorType":"FirmError","errorMessage":"no","trace":[]}',
    ]);
    expect((await invoke('echo', 'Event'))[0]).toBe(202);
    expect(later).toEqual([['echo', { a: 1 }]]);
  });

  it('serves keys and pages', async () => {
    expect(await (await fetch(`${endpoint}/ap-southeast-2_abc/.well-known/jwks.json`)).json()).toEqual({
      keys: [{ kty: 'RSA', kid: 'ap-southeast-2_abc' }],
    });
    expect(await (await fetch(`${endpoint}/inbox`)).text()).toBe('inbox');
    expect((await fetch(`${endpoint}/nothing`)).status).toBe(404);
  });

  it('lets the portal alone call from a browser, and only by a loopback name', async () => {
    const preflight = async (origin: string) => {
      const headers = { origin, 'access-control-request-headers': 'x-amz-target' };
      return (await fetch(endpoint, { method: 'OPTIONS', headers })).headers.get(
        'access-control-allow-origin',
      );
    };
    expect(await preflight('http://localhost:4300')).toBe('http://localhost:4300');
    expect(await preflight('http://evil.example')).toBeNull();
    const status = await new Promise((resolve) => {
      request(`${endpoint}/inbox`, { headers: { host: 'rebound.example' } }, (response) =>
        resolve(response.statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });
});
