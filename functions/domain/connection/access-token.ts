import * as z from 'zod';

const ClaimsSchema = z.object({ authentication_event_id: z.string().min(1) });

/**
 * Which authorization an access token comes from. Not verified: the token came from Xero's token endpoint just now,
 * and the claim only picks among what Xero lists for that same token.
 */
export function authenticationEventOf(accessToken: string): string | undefined {
  const [, payload = ''] = accessToken.split('.');
  try {
    return ClaimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
      .authentication_event_id;
  } catch {
    return undefined;
  }
}
