/** `ABCDEFGHIJ` as `ABCD EFGH IJ`. */
export function inGroupsOfFour(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? '';
}
