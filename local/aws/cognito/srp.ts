import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { N, power } from './modular-power.ts';

/**
 * The server's half of the Secure Remote Password protocol as Cognito speaks it: the 3072-bit group of
 * RFC 3526 with generator 2, SHA-256, and a session key taken from the shared secret by HKDF.
 */
const g = 2n;
const k = hash(signed(N), signed(g));

interface PasswordProof {
  salt: string;
  verifier: string;
}

/** What is stored instead of the password: nobody can sign in with it alone. */
export function passwordProof(poolId: string, username: string, password: string): PasswordProof {
  const salt = randomBytes(16).toString('hex');
  return { salt, verifier: verifierOf(poolId, username, password, salt) };
}

export function passwordMatches(
  proof: PasswordProof,
  poolId: string,
  username: string,
  password: string,
): boolean {
  const tried = Buffer.from(verifierOf(poolId, username, password, proof.salt));
  const stored = Buffer.from(proof.verifier);
  return tried.length === stored.length && timingSafeEqual(tried, stored);
}

export interface SrpExchange {
  a: string;
  b: string;
  secret: string;
}

/** Answers the client's A with B; null for the A that would fix the shared secret without a password. */
export function answerSrp(clientA: string, verifier: string): SrpExchange | null {
  if (!/^[0-9a-f]+$/i.test(clientA) || fromHex(clientA) % N === 0n) return null;
  const secret = fromHex(randomBytes(64).toString('hex'));
  const b = (k * fromHex(verifier) + power(g, secret)) % N;
  return { a: clientA, b: b.toString(16), secret: secret.toString(16) };
}

interface PasswordClaim {
  poolId: string;
  username: string;
  secretBlock: string;
  timestamp: string;
  signature: string;
}

export function claimHolds(claim: PasswordClaim, { a, b, secret }: SrpExchange, verifier: string): boolean {
  const A = fromHex(a);
  const u = hash(signed(A), signed(fromHex(b)));
  const shared = power(A * power(fromHex(verifier), u), fromHex(secret));
  const extracted = createHmac('sha256', signed(u)).update(signed(shared)).digest();
  const key = createHmac('sha256', extracted).update('Caldera Derived Key\u0001').digest().subarray(0, 16);
  const expected = createHmac('sha256', key)
    .update(poolName(claim.poolId) + claim.username)
    .update(Buffer.from(claim.secretBlock, 'base64'))
    .update(claim.timestamp)
    .digest();
  const given = Buffer.from(claim.signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function verifierOf(poolId: string, username: string, password: string, salt: string): string {
  const identity = createHash('sha256')
    .update(`${poolName(poolId)}${username}:${password}`)
    .digest();
  return power(g, hash(signed(fromHex(salt)), identity)).toString(16);
}

function poolName(poolId: string): string {
  return poolId.slice(poolId.indexOf('_') + 1);
}

function hash(...parts: Buffer[]): bigint {
  return fromHex(createHash('sha256').update(Buffer.concat(parts)).digest('hex'));
}

function fromHex(text: string): bigint {
  return BigInt(`0x${text}`);
}

/** Big-endian two's complement of a positive number: a leading zero byte where the top bit is set. */
function signed(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}
