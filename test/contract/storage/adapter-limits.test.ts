import { describe, expect, it } from 'vitest';
import { documentClient } from '#adapters/dynamodb/client.ts';
import { listSortKey } from '#adapters/dynamodb/keys.ts';
import { normaliseName } from '#domain/client/client.ts';
import { newFirm } from './samples.ts';

/** What the embedded engine does not refuse, and DynamoDB does. */
describe('limits', () => {
  it('keeps the sort key of every name below 1,024 bytes', () => {
    for (const name of ['\u{1F600}'.repeat(250), '\uFDFA'.repeat(500), '\u4E00'.repeat(500)]) {
      expect(Buffer.byteLength(listSortKey(normaliseName(name), newFirm()))).toBeLessThanOrEqual(1_024);
    }
  });

  it('gives every request a deadline and two attempts', async () => {
    process.env['AWS_REGION'] ??= 'us-east-1';
    const { config } = documentClient();
    expect(await config.maxAttempts()).toBe(2);
    // The handler reads its options with the first request.
    const given: unknown = await Reflect.get(config.requestHandler, 'configProvider');
    expect(given).toMatchObject({
      connectionTimeout: 2_000,
      requestTimeout: 5_000,
      throwOnRequestTimeout: true,
    });
  });
});
