import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

const WATCH_POLICY = `document.addEventListener('securitypolicyviolation', (event) => {
  reportViolation(event.effectiveDirective + ' forbids ' + (event.blockedURI || 'inline') + ' in ' + event.sourceFile);
});`;

/** Amplify says so wherever the pool is not AWS's own, as in the local run. */
const LOCAL_ONLY = /^console warning: .*custom Amazon Amazon Cognito User Pool endpoint/;

/** What a page did that no page of the portal may do. */
export class Problems {
  private readonly found: string[] = [];
  private readonly tolerated = [LOCAL_ONLY];

  private constructor(private readonly origins: readonly string[]) {}

  /** Collects from now on, from every page of the context; requests may go to these origins. */
  static async of(context: BrowserContext, origins: readonly string[]): Promise<Problems> {
    const problems = new Problems(origins);
    await context.exposeBinding('reportViolation', (_source, violation: string) => {
      problems.found.push(`policy: ${violation}`);
    });
    await context.addInitScript({ content: WATCH_POLICY });
    context.on('page', (page) => problems.watch(page));
    return problems;
  }

  /** A problem that the test brings about itself, e.g. `/status of 409/` for a request that is refused. */
  tolerate(...patterns: RegExp[]): void {
    this.tolerated.push(...patterns);
  }

  list(): string[] {
    return this.found.filter((problem) => !this.tolerated.some((pattern) => pattern.test(problem)));
  }

  /** Fails with everything that was found. */
  assertNone(): void {
    expect(this.list()).toEqual([]);
  }

  private watch(page: Page): void {
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      this.found.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.found.push(`error: ${error.stack ?? error.message}`));
    page.on('crash', () => this.found.push('the page crashed'));
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // Leaving a page ends what it still asks for.
      if (reason !== 'net::ERR_ABORTED') this.found.push(`request: ${request.url()} failed: ${reason}`);
    });
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (!protocol.startsWith('http') || this.origins.includes(origin)) return;
      this.found.push(`foreign: ${request.method()} ${request.url()}`);
    });
  }
}
