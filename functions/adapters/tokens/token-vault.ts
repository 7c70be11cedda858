import { randomInt } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import * as z from 'zod';
import type { StoredTokens, TokenSet, TokenVault } from '#domain/connection/ports.ts';
import { DomainError } from '#domain/errors.ts';
import type { TokenItem, TokenItemStore } from './ports.ts';
import type { TokenKeySource } from './token-keys.ts';

/** Stored tokens that cannot be decrypted: a lost key or a tampered item, and no proof that the grant is gone. */
export class TokensUnreadableError extends DomainError {
  constructor() {
    super('unavailable', 'TOKENS_UNREADABLE', 'The stored authorization cannot be read at the moment.');
  }
}

const PlaintextSchema = z.object({ a: z.string().min(1), r: z.string().min(1), e: z.iso.datetime() });

const ALGORITHM = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * Encrypts each firm's tokens with a key that is kept elsewhere. The firm's id stands in the protected header, which
 * AES-GCM authenticates: an item copied to another firm does not decrypt there.
 */
export class JoseTokenVault implements TokenVault {
  constructor(
    private readonly items: TokenItemStore,
    private readonly keys: TokenKeySource,
  ) {}

  async load(firmId: string): Promise<StoredTokens | undefined> {
    const item = await this.items.load(firmId);
    return item === undefined
      ? undefined
      : { tokens: await this.#decrypt(firmId, item.jwe), version: item.version };
  }

  async create(firmId: string, tokens: TokenSet): Promise<void> {
    // From a random number on, so that a straggler of an older connection never holds the right version.
    await this.items.create(firmId, {
      ...(await this.#encrypt(firmId, tokens)),
      version: randomInt(1, 2 ** 47),
    });
  }

  lockRefresh(firmId: string, version: number, owner: string, until: Date, now: Date): Promise<boolean> {
    return this.items.lockRefresh(firmId, version, owner, until, now);
  }

  unlockRefresh(firmId: string, owner: string): Promise<void> {
    return this.items.unlock(firmId, owner);
  }

  async replace(firmId: string, version: number, owner: string, tokens: TokenSet): Promise<boolean> {
    return this.items.replace(firmId, version, owner, await this.#encrypt(firmId, tokens));
  }

  destroy(firmId: string, version: number): Promise<boolean> {
    return this.items.destroy(firmId, version);
  }

  async #encrypt(firmId: string, tokens: TokenSet): Promise<Pick<TokenItem, 'jwe' | 'expiresAt'>> {
    const expiresAt = tokens.accessTokenExpiresAt.toISOString();
    const plaintext = { a: tokens.accessToken, r: tokens.refreshToken, e: expiresAt };
    const { kid, key } = await this.keys.current();
    const jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(plaintext)))
      .setProtectedHeader({ ...ALGORITHM, kid, firm: firmId })
      .encrypt(key);
    return { jwe, expiresAt };
  }

  async #decrypt(firmId: string, jwe: string): Promise<TokenSet> {
    const key = await this.#keyFor(firmId, jwe);
    let plaintext: z.infer<typeof PlaintextSchema>;
    try {
      const opened = await compactDecrypt(jwe, key, {
        keyManagementAlgorithms: [ALGORITHM.alg],
        contentEncryptionAlgorithms: [ALGORITHM.enc],
      });
      plaintext = PlaintextSchema.parse(JSON.parse(Buffer.from(opened.plaintext).toString('utf8')));
    } catch {
      throw new TokensUnreadableError();
    }
    return {
      accessToken: plaintext.a,
      refreshToken: plaintext.r,
      accessTokenExpiresAt: new Date(plaintext.e),
    };
  }

  /** A failing key service passes through as it is: that is an outage, not a broken item. */
  async #keyFor(firmId: string, jwe: string): Promise<Uint8Array> {
    const header = headerOf(jwe);
    const key = header?.firm === firmId ? await this.keys.find(header.kid) : undefined;
    if (key === undefined) throw new TokensUnreadableError();
    return key;
  }
}

const HeaderSchema = z.object({ kid: z.string(), firm: z.string() });

function headerOf(jwe: string): z.infer<typeof HeaderSchema> | undefined {
  const [head = ''] = jwe.split('.', 1);
  try {
    return HeaderSchema.parse(JSON.parse(Buffer.from(head, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}
