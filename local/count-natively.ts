import { createRequire } from 'node:module';
import { power } from './aws/cognito/modular-power.ts';

interface BigInteger {
  toString(radix: number): string;
  modPow(
    exponent: BigInteger,
    modulus: BigInteger,
    callback: (error: null, raised: BigInteger) => void,
  ): void;
}

type BigIntegerClass = (new (digits: string, radix: number) => BigInteger) & { prototype: BigInteger };

/** By `require`, as the library itself does, so that it is the same class. */
const { default: BigInteger } = createRequire(import.meta.url)(
  'amazon-cognito-identity-js/lib/BigInteger.js',
) as { default: BigIntegerClass };

/**
 * The library's numbers are written in JavaScript and take half a second of a processor per sign-in; a test run signs in
 * hundreds of times. The protocol stays the library's own: only `modPow` is answered by OpenSSL, in the one group that it uses.
 */
export function countNatively(): void {
  BigInteger.prototype.modPow = function (exponent, _modulus, callback) {
    const raised = power(numberOf(this), numberOf(exponent));
    callback(null, new BigInteger(raised.toString(16), 16));
  };
}

function numberOf(value: BigInteger): bigint {
  const text = value.toString(16);
  return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
}
