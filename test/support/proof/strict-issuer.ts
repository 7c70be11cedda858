import { GrantRefusedError } from '#domain/connection/errors.ts';
import type { TokenSet } from '#domain/connection/ports.ts';
import type { Clock } from '#domain/system.ts';
import { FakeXeroIdentity } from '../fakes/xero-identity.ts';

const CODE_MILLISECONDS = 5 * 60_000;

/** Xero's side in memory, which takes no code but its own, each once and for five minutes. */
export class StrictIssuer extends FakeXeroIdentity {
  private readonly codes = new Map<string, number>();
  private count = 0;

  constructor(private readonly time: Clock) {
    super(time);
  }

  /** Somebody agrees on the consent page: the code that their browser takes back. */
  agree(): string {
    this.count += 1;
    const code = `code-${String(this.count)}-of-xero`;
    this.codes.set(code, this.time.now().getTime() + CODE_MILLISECONDS);
    return code;
  }

  override async exchange(code: string): Promise<TokenSet> {
    const until = this.codes.get(code) ?? 0;
    this.codes.delete(code);
    if (until > this.time.now().getTime()) return super.exchange('good');
    this.calls.push('exchange');
    await Promise.resolve();
    throw new GrantRefusedError();
  }
}
