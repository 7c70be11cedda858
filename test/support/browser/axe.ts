import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, Result } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with what keeps people from using the page as it is now. */
export async function assertAccessible(page: Page, within?: string): Promise<void> {
  expect(await accessibilityProblems(page, within), `Accessibility of ${page.url()}`).toEqual([]);
}

/**
 * What breaks WCAG 2.2 A and AA or one of axe's best practices, a text each with the elements. The rules are evaluated
 * from outside, so that the page's policy does not stop them.
 */
export async function accessibilityProblems(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(`${AXE};undefined`);
  const options = { runOnly: RULES, resultTypes: ['violations'] };
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(${JSON.stringify(within)}, ${JSON.stringify(options)})`,
  );
  return violations.map(readable);
}

function readable({ id, impact, help, nodes }: Result): string {
  const where = nodes.map(
    ({ target, html, failureSummary }) =>
      `  ${target.join(' ')}\n    ${html}\n    ${(failureSummary ?? '').replaceAll('\n', '\n    ')}`,
  );
  return `${id} (${String(impact)}): ${help}\n${where.join('\n')}`;
}
