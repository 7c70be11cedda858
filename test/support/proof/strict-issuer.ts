import { createHash } from 'node:crypto';
import { GrantRefusedError } from '#domain/connection/errors.ts';
import type { TokenSet } from '#domain/connection/ports.ts';
import type { Clock } from '#domain/system.ts';
import { FakeXeroIdentity } from '../fakes/xero-identity.ts';

const CODE_MILLISECONDS = 5 * 60_000;

/**
 * Xero's side in memory, which takes no code but its own, each once and for five minutes, and one that was agreed to
 * with a challenge for its verifier alone.
 */
export class StrictIssuer extends FakeXeroIdentity {
  private readonly codes = new Map<string, { until: number; challenge: string | undefined }>();
  private count = 0;

  constructor(private readonly time: Clock) {
    super(time);
  }

  /**
   * Somebody agrees on the consent page: the code that their browser takes back. `authorizeUrl` is the page's address,
   * whose challenge goes with the code; without, none does.
   */
  agree(authorizeUrl?: string): string {
    this.count += 1;
    const code = `code-${String(this.count)}-of-xero`;
    const asked = authorizeUrl === undefined ? undefined : new URL(authorizeUrl).searchParams;
    if (asked !== undefined && asked.get('code_challenge_method') !== 'S256')
      throw new Error('Only S256 is taken');
    const until = this.time.now().getTime() + CODE_MILLISECONDS;
    this.codes.set(code, { until, challenge: asked?.get('code_challenge') ?? undefined });
    return code;
  }

  override async exchange(code: string, codeVerifier: string): Promise<TokenSet> {
    const { until = 0, challenge } = this.codes.get(code) ?? {};
    this.codes.delete(code);
    const proven =
      challenge === undefined || challenge === createHash('sha256').update(codeVerifier).digest('base64url');
    if (proven && until > this.time.now().getTime()) return super.exchange('good', codeVerifier);
    this.calls.push('exchange');
    await Promise.resolve();
    throw new GrantRefusedError();
  }
}
