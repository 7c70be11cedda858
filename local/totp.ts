import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Length of one code's life in ms (RFC 6238, what authenticator apps assume). */
export const TOTP_STEP_MS = 30_000;

/** The 6-digit code of RFC 6238 (SHA-1, 30 s steps) for a secret in base32. */
export function totp(secretBase32: string, atMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / TOTP_STEP_MS)));
  const hash = createHmac('sha1', decodeBase32(secretBase32)).update(counter).digest();
  const offset = hash.readUInt8(hash.length - 1) & 0x0f;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export function encodeBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function decodeBase32(text: string): Buffer {
  const symbols = Array.from(text.toUpperCase().replace(/[\s=]/g, ''), (symbol) => {
    const value = ALPHABET.indexOf(symbol);
    if (value < 0) throw new Error('A TOTP secret is written in base32: A to Z and 2 to 7');
    return value.toString(2).padStart(5, '0');
  });
  // a last group under 8 bits is padding
  return Buffer.from((symbols.join('').match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
