/** The caller's own access token, which the gate has checked already. */
export function bearerToken(headers: Readonly<Record<string, string>>): string {
  return (headers['authorization'] ?? '').replace(/^bearer /i, '');
}
