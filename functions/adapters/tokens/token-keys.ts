import { createHash } from 'node:crypto';
import * as z from 'zod';

/**
 * What the secret of the token key holds. `GenerateSecretString` makes `{"kid": "k1", "secret": "<64 characters>"}`.
 * To rotate, an operator puts the old pair under `previous` and a new `kid` and `secret` in its place; every refresh
 * then encrypts anew, and after 60 days (the life of a refresh token) the old one can go.
 */
export const TokenKeySecretSchema = z.object({
  kid: z.string().min(1).max(40),
  secret: z.string().min(32),
  previous: z.record(z.string(), z.string().min(32)).optional(),
});
export type TokenKeySecret = z.infer<typeof TokenKeySecretSchema>;

export interface TokenKeySource {
  current(): Promise<{ kid: string; key: Uint8Array }>;
  /** Undefined when no secret of that id is known any more. */
  find(kid: string): Promise<Uint8Array | undefined>;
}

/** 256 bits of key from a secret of at least as much randomness (64 of 62 characters: 381 bits). */
function keyOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}

export class SecretTokenKeys implements TokenKeySource {
  constructor(private readonly secret: { read(options?: { fresh?: boolean }): Promise<TokenKeySecret> }) {}

  async current(): Promise<{ kid: string; key: Uint8Array }> {
    const { kid, secret } = await this.secret.read();
    return { kid, key: keyOf(secret) };
  }

  async find(kid: string): Promise<Uint8Array | undefined> {
    // Another function may have seen a rotation already that this one's cache has not.
    return among(await this.secret.read(), kid) ?? among(await this.secret.read({ fresh: true }), kid);
  }
}

function among(held: TokenKeySecret, kid: string): Uint8Array | undefined {
  const secret = held.kid === kid ? held.secret : held.previous?.[kid];
  return secret === undefined ? undefined : keyOf(secret);
}
