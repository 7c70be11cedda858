import { randomBytes } from 'node:crypto';
import { mockClient } from 'aws-sdk-client-mock';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CompactEncrypt } from 'jose';
import { describe, expect, it } from 'vitest';
import { CachedSecret } from '#adapters/secrets-manager/secrets.ts';
import type { TokenKeySecret } from '#adapters/tokens/token-keys.ts';
import { SecretTokenKeys, TokenKeySecretSchema } from '#adapters/tokens/token-keys.ts';
import { JoseTokenVault, TokensUnreadableError } from '#adapters/tokens/token-vault.ts';
import type { TokenSet, TokenVault } from '#domain/connection/ports.ts';
import { FakeClock } from '../support/fakes/system.ts';
import { InMemoryTokenItemStore } from '../support/fakes/token-item-store.ts';
import { InMemoryTokenVault } from '../support/fakes/token-vault.ts';

const FIRM = '6f0e2bb0-6a2f-4c5e-9d43-0d3f7e8a1b2c';
const OTHER = '7a1e2bb0-6a2f-4c5e-9d43-0d3f7e8a1b2c';
const NOW = new Date('2026-03-01T00:00:00.000Z');
const LATER = new Date('2026-03-01T00:01:00.000Z');
const tokens = (name: string): TokenSet => ({
  accessToken: `canary-access-${name}`,
  refreshToken: `canary-refresh-${name}`,
  accessTokenExpiresAt: new Date('2026-03-01T00:30:00.000Z'),
});
const FIRST: TokenKeySecret = { kid: 'k1', secret: 's'.repeat(64) };

function joseVault(secret: { value: TokenKeySecret } = { value: FIRST }) {
  const items = new InMemoryTokenItemStore();
  const reads: boolean[] = [];
  const keys = new SecretTokenKeys({
    read: ({ fresh = false } = {}) => {
      reads.push(fresh);
      return Promise.resolve(secret.value);
    },
  });
  return { items, reads, vault: new JoseTokenVault(items, keys) };
}

describe.each<[string, () => TokenVault]>([
  ['JoseTokenVault', () => joseVault().vault],
  ['InMemoryTokenVault', () => new InMemoryTokenVault()],
])('%s as a TokenVault', (_name, make) => {
  it('gives back what was stored, per firm', async () => {
    const vault = make();
    expect(await vault.load(FIRM)).toBeUndefined();
    await vault.create(FIRM, tokens('a'));
    await vault.create(OTHER, tokens('b'));
    expect((await vault.load(FIRM))?.tokens).toEqual(tokens('a'));
    expect((await vault.load(OTHER))?.tokens).toEqual(tokens('b'));
  });

  it('replaces only for the owner of the place and at its version', async () => {
    const vault = make();
    await vault.create(FIRM, tokens('a'));
    const version = (await vault.load(FIRM))?.version ?? 0;
    expect(await vault.replace(FIRM, version, 'one', tokens('x'))).toBe(false);
    expect(await vault.lockRefresh(FIRM, version, 'one', LATER, NOW)).toBe(true);
    expect(await vault.lockRefresh(FIRM, version, 'two', LATER, NOW)).toBe(false);
    expect(await vault.replace(FIRM, version, 'two', tokens('x'))).toBe(false);
    expect(await vault.replace(FIRM, version, 'one', tokens('b'))).toBe(true);
    expect(await vault.load(FIRM)).toEqual({ tokens: tokens('b'), version: version + 1 });
    expect(await vault.replace(FIRM, version, 'one', tokens('c'))).toBe(false);
    expect(await vault.lockRefresh(FIRM, version, 'two', LATER, NOW)).toBe(false);
    expect(await vault.lockRefresh(FIRM, version + 1, 'two', LATER, NOW)).toBe(true);
  });

  it('gives an outlived place to the next, and an unlocked one at once', async () => {
    const vault = make();
    await vault.create(FIRM, tokens('a'));
    const version = (await vault.load(FIRM))?.version ?? 0;
    await vault.lockRefresh(FIRM, version, 'one', LATER, NOW);
    expect(await vault.lockRefresh(FIRM, version, 'two', new Date(LATER.getTime() + 60_000), LATER)).toBe(
      true,
    );
    expect(await vault.replace(FIRM, version, 'one', tokens('x'))).toBe(false);
    await vault.unlockRefresh(FIRM, 'one');
    expect(await vault.lockRefresh(FIRM, version, 'three', LATER, NOW)).toBe(false);
    await vault.unlockRefresh(FIRM, 'two');
    expect(await vault.lockRefresh(FIRM, version, 'three', LATER, NOW)).toBe(true);
  });

  it('never lets an old connection destroy or replace the tokens of a new one', async () => {
    const vault = make();
    await vault.create(FIRM, tokens('old'));
    const old = (await vault.load(FIRM))?.version ?? 0;
    await vault.lockRefresh(FIRM, old, 'straggler', LATER, NOW);
    await vault.create(FIRM, tokens('new'));
    expect(await vault.replace(FIRM, old, 'straggler', tokens('x'))).toBe(false);
    expect(await vault.destroy(FIRM, old)).toBe(false);
    const current = await vault.load(FIRM);
    expect(current?.tokens).toEqual(tokens('new'));
    expect(await vault.destroy(FIRM, current?.version ?? 0)).toBe(true);
    expect(await vault.load(FIRM)).toBeUndefined();
    expect(await vault.destroy(FIRM, 1)).toBe(true);
  });
});

describe('JoseTokenVault', () => {
  it('stores ciphertext alone, another one each time', async () => {
    const { vault, items } = joseVault();
    const seen = new Set<string>();
    for (let round = 0; round < 50; round += 1) {
      await vault.create(FIRM, tokens('a'));
      const item = JSON.stringify(await items.load(FIRM));
      expect(item).not.toContain('canary');
      expect(item).not.toContain(Buffer.from('canary').toString('base64url').slice(0, 6));
      seen.add(item);
    }
    expect(seen.size).toBe(50);
    const [head = ''] = ((await items.load(FIRM))?.jwe ?? '').split('.');
    const header: unknown = JSON.parse(Buffer.from(head, 'base64url').toString());
    expect(header).toEqual({ alg: 'dir', enc: 'A256GCM', kid: 'k1', firm: FIRM });
  });

  it('refuses an item that was moved to another firm', async () => {
    const { vault, items } = joseVault();
    await vault.create(FIRM, tokens('a'));
    const item = await items.load(FIRM);
    if (item === undefined) throw new Error('nothing stored');
    await items.create(OTHER, item);
    await expect(vault.load(OTHER)).rejects.toBeInstanceOf(TokensUnreadableError);
    // Nor with the firm in the header put right: the header is authenticated.
    const [, ...rest] = item.jwe.split('.');
    const header = { alg: 'dir', enc: 'A256GCM', kid: 'k1', firm: OTHER };
    const forged = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.');
    await items.create(OTHER, { ...item, jwe: forged });
    await expect(vault.load(OTHER)).rejects.toBeInstanceOf(TokensUnreadableError);
  });

  it('refuses every single changed character', async () => {
    const { vault, items } = joseVault();
    await vault.create(FIRM, tokens('a'));
    const item = await items.load(FIRM);
    if (item === undefined) throw new Error('nothing stored');
    let refused = 0;
    for (let at = 0; at < item.jwe.length; at += 1) {
      const character = item.jwe[at];
      if (character === '.') continue;
      // The last character of a part may carry unused bits, so that a neighbour means the same bytes.
      const bytes = (text: string) =>
        text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
      const changed = item.jwe.slice(0, at) + (character === 'A' ? 'Q' : 'A') + item.jwe.slice(at + 1);
      if (bytes(changed).join() === bytes(item.jwe).join()) continue;
      await items.create(FIRM, { ...item, jwe: changed });
      await expect(vault.load(FIRM)).rejects.toBeInstanceOf(TokensUnreadableError);
      refused += 1;
    }
    expect(refused).toBeGreaterThan(250);
  });

  it('refuses other algorithms even under the right key', async () => {
    const { vault, items } = joseVault();
    await vault.create(FIRM, tokens('a'));
    const item = await items.load(FIRM);
    const jwe = await new CompactEncrypt(Buffer.from('{}'))
      .setProtectedHeader({ alg: 'dir', enc: 'A128CBC-HS256', kid: 'k1', firm: FIRM })
      .encrypt(randomBytes(32));
    await items.create(FIRM, { version: 1, expiresAt: item?.expiresAt ?? '', jwe });
    await expect(vault.load(FIRM)).rejects.toBeInstanceOf(TokensUnreadableError);
  });

  it('reads the old after a rotation, writes the new, and asks again for a key it does not know yet', async () => {
    const secret = { value: FIRST };
    const { vault, items, reads } = joseVault(secret);
    await vault.create(FIRM, tokens('a'));
    secret.value = { kid: 'k2', secret: 't'.repeat(64), previous: { k1: FIRST.secret } };
    expect((await vault.load(FIRM))?.tokens).toEqual(tokens('a'));
    await vault.create(FIRM, tokens('b'));
    const rotated = (await items.load(FIRM))?.jwe ?? '';
    expect(Buffer.from(rotated.split('.')[0] ?? '', 'base64url').toString()).toContain('"k2"');
    secret.value = FIRST;
    reads.length = 0;
    await expect(vault.load(FIRM)).rejects.toBeInstanceOf(TokensUnreadableError);
    expect(reads).toEqual([false, true]);
  });
});

describe('CachedSecret', () => {
  const make = (text: string) => {
    const mock = mockClient(SecretsManagerClient);
    mock.on(GetSecretValueCommand).resolves({ SecretString: text });
    const clock = new FakeClock();
    const secret = new CachedSecret(new SecretsManagerClient({}), 'arn', TokenKeySecretSchema, clock);
    return { mock, clock, secret };
  };

  it('asks once in five minutes, and past the cache when told to', async () => {
    const { mock, clock, secret } = make(JSON.stringify(FIRST));
    await expect(secret.read()).resolves.toEqual(FIRST);
    clock.advance(299_000);
    await secret.read();
    expect(mock.calls()).toHaveLength(1);
    await secret.read({ fresh: true });
    expect(mock.calls()).toHaveLength(2);
    clock.advance(300_000);
    await secret.read();
    expect(mock.calls()).toHaveLength(3);
  });

  it.each(['', 'canary-no-json', '{"kid":"k1","secret":"canary"}'])(
    'never quotes a malformed one: %s',
    async (text) => {
      const { secret } = make(text);
      const error: unknown = await secret.read().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).not.toContain('canary');
    },
  );
});
