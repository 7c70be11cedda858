import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretsManagerStandIn } from '../../local/aws/secrets-manager.ts';
import { StateStore } from '../../local/state-store.ts';
import { type Front, serveJson } from '../support/aws-json-front.ts';

const ARN = 'arn:aws:secretsmanager:eu-test-1:111122223333:secret:token-key-AbCdEf';
let folder: string;
let standIn: SecretsManagerStandIn;
let front: Front;
let sdk: SecretsManager;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  standIn = new SecretsManagerStandIn({ state: new StateStore(folder) });
  standIn.defineSecret({ arn: ARN, name: 'token-key', value: 'one' });
  front = await serveJson(standIn);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  sdk = new SecretsManager({ endpoint: front.url, region: 'eu-test-1', credentials, maxAttempts: 1 });
});
afterEach(async () => {
  sdk.destroy();
  await front.close();
  rmSync(folder, { recursive: true });
});

describe('secrets', () => {
  it('are found by ARN, partial ARN and name', async () => {
    for (const SecretId of [ARN, ARN.slice(0, -7), 'token-key']) {
      expect(await sdk.getSecretValue({ SecretId })).toMatchObject({
        ARN,
        Name: 'token-key',
        SecretString: 'one',
        VersionStages: ['AWSCURRENT'],
      });
    }
    for (const SecretId of [`${ARN}x`, 'token', 'other']) {
      await expect(sdk.getSecretValue({ SecretId })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: "Secrets Manager can't find the specified secret.",
      });
    }
  });

  it('keep the current and the previous value', async () => {
    const first = await sdk.getSecretValue({ SecretId: ARN });
    await expect(sdk.getSecretValue({ SecretId: ARN, VersionStage: 'AWSPREVIOUS' })).rejects.toThrow(
      "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
    );
    const second = await sdk.putSecretValue({ SecretId: ARN, SecretString: 'two' });
    expect(second.VersionStages).toEqual(['AWSCURRENT']);
    const read = async (which: object) =>
      (await sdk.getSecretValue({ SecretId: ARN, ...which })).SecretString;
    expect(await read({})).toBe('two');
    expect(await read({ VersionStage: 'AWSPREVIOUS' })).toBe('one');
    expect(await read({ VersionId: first.VersionId })).toBe('one');
    const third = await sdk.updateSecret({ SecretId: ARN, SecretString: 'three', Description: 'key' });
    expect(await read({ VersionStage: 'AWSPREVIOUS' })).toBe('two');
    expect(await sdk.describeSecret({ SecretId: ARN })).toMatchObject({
      Description: 'key',
      VersionIdsToStages: {
        [second.VersionId ?? '']: ['AWSPREVIOUS'],
        [third.VersionId ?? '']: ['AWSCURRENT'],
      },
    });
    await expect(sdk.getSecretValue({ SecretId: ARN, VersionId: first.VersionId })).rejects.toThrow(
      /VersionId/,
    );
  });

  it('take a repeated request once and refuse another value under its token', async () => {
    const ClientRequestToken = 'a0000000-0000-4000-8000-000000000001';
    const put = (SecretString: string) =>
      sdk.putSecretValue({ SecretId: ARN, SecretString, ClientRequestToken });
    await put('two');
    await sdk.putSecretValue({ SecretId: ARN, SecretString: 'three' });
    expect((await put('two')).VersionId).toBe(ClientRequestToken);
    expect((await sdk.getSecretValue({ SecretId: ARN })).SecretString).toBe('three');
    await expect(put('four')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('may carry a stage that is not current', async () => {
    await sdk.putSecretValue({ SecretId: ARN, SecretString: 'next', VersionStages: ['AWSPENDING'] });
    expect((await sdk.getSecretValue({ SecretId: ARN })).SecretString).toBe('one');
    const pending = await sdk.getSecretValue({ SecretId: ARN, VersionStage: 'AWSPENDING' });
    expect(pending.SecretString).toBe('next');
  });

  it('are generated once: a later start and definition change nothing', async () => {
    const generate = { template: '{"kid":"1"}', key: 'key', length: 43, excludePunctuation: true };
    const other = { arn: ARN.replace('token-key', 'other'), name: 'other', generate };
    standIn.defineSecret(other);
    const made = (await sdk.getSecretValue({ SecretId: 'other' })).SecretString ?? '';
    expect(JSON.parse(made)).toEqual({ kid: '1', key: expect.stringMatching(/^[A-Za-z0-9]{43}$/) });
    const again = new SecretsManagerStandIn({ state: new StateStore(folder) });
    again.defineSecret(other);
    again.defineSecret({ arn: ARN, name: 'token-key', value: 'changed' });
    expect(await again.call('GetSecretValue', { SecretId: 'other' })).toMatchObject({ SecretString: made });
    expect(await again.call('GetSecretValue', { SecretId: ARN })).toMatchObject({ SecretString: 'one' });
  });

  it('refuse what is not built', async () => {
    await expect(sdk.deleteSecret({ SecretId: ARN })).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    const SecretBinary = new Uint8Array([1]);
    await expect(sdk.putSecretValue({ SecretId: ARN, SecretBinary })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});
