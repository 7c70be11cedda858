/**
 * What authenticator apps read from a QR code: SHA-1, six digits, 30 seconds are what they assume. A colon separates
 * issuer and account, so that neither may hold one.
 */
export function otpauthUri(code: { issuer: string; account: string; secret: string }): string {
  const [issuer, account] = [code.issuer, code.account].map((text) =>
    encodeURIComponent(text.replaceAll(':', ' ').trim()),
  );
  return `otpauth://totp/${issuer ?? ''}:${account ?? ''}?secret=${code.secret}&issuer=${issuer ?? ''}`;
}
