import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { ROOT } from '../../local/synth.ts';
import { assertAccessible } from './browser/axe.ts';
import { launchChromium } from './browser/chromium.ts';
import { Problems } from './browser/problems.ts';
import { type Credentials, signInOn } from './browser/sign-in.ts';
import { storedSession } from './browser/stored-session.ts';
import { startWorld, type World } from './local-run.ts';
import { PATIENCE_MS } from './portal-user.ts';

const SCREENSHOTS = join(ROOT, 'test-results', 'screenshots');
const VIEWPORTS = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

export interface VisitOptions {
  /** @default desktop, 1280 x 800; a phone is 390 x 844, with touch */
  device?: keyof typeof VIEWPORTS;
  dark?: boolean;
  /**
   * Signed in as this demo user from the start, with the session of `world().as(…)`. A test that signs out or changes
   * its user's factor visits without it and calls `signIn`.
   */
  as?: string;
}

/** One person's browser: a context of its own, watched for everything that no page may do. */
export interface Visit {
  page: Page;
  problems: Problems;
  /** Opens a path of the portal and waits for the heading that every page has. */
  goTo: (path: string) => Promise<void>;
  /** Signs in on the page of the portal, which must be open; of demo users the e-mail is enough. */
  signIn: (user: string | Credentials) => Promise<void>;
  /** `test-results/screenshots/<name>.png`, the whole page. */
  screenshot: (name: string) => Promise<void>;
  /** Fails with what axe finds on the page, or in the part that a selector names, as it is now. */
  assertAccessible: (within?: string) => Promise<void>;
}

export interface Portal {
  /** The system that the browser looks at; only within tests and hooks. */
  world: () => World;
  visit: (options?: VisitOptions) => Promise<Visit>;
}

/**
 * One local run and one browser for the tests of a file. Each test's visits end with it, and it fails if any of them had
 * a problem that it did not tolerate: errors and warnings on the console, failed requests, requests to foreign hosts,
 * violations of the page's policy.
 */
export function usePortal(clients?: Parameters<typeof startWorld>[0]): Portal {
  let world: World | undefined;
  let browser: Browser | undefined;
  const open: { context: BrowserContext; problems: Problems }[] = [];
  const running = () => {
    if (world === undefined || browser === undefined) throw new Error('The local run has not started');
    return { world, browser };
  };

  beforeAll(async () => {
    world = await startWorld(clients);
    browser = await launchChromium();
  });
  afterEach(async () => {
    const visits = open.splice(0);
    await Promise.all(visits.map(({ context }) => context.close()));
    for (const { problems } of visits) problems.assertNone();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const visit = async (options: VisitOptions = {}): Promise<Visit> => {
    const { demo } = running().world;
    const sessionOf = (email: string) => running().world.as(email).session();
    const session =
      options.as === undefined ? undefined : storedSession(demo, options.as, await sessionOf(options.as));
    const context = await running().browser.newContext(contextOf(options, session));
    context.setDefaultTimeout(PATIENCE_MS);
    const problems = await Problems.of(
      context,
      [demo.portal, demo.signIn.endpoint, demo.xero].map((address) => new URL(address).origin),
    );
    open.push({ context, problems });
    return visitOf(await context.newPage(), problems, running().world);
  };
  return { world: () => running().world, visit };
}

function contextOf(
  { device = 'desktop', dark = false }: VisitOptions,
  storageState: BrowserContextOptions['storageState'],
): BrowserContextOptions {
  return {
    viewport: VIEWPORTS[device],
    ...(device === 'phone' ? { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {}),
    colorScheme: dark ? 'dark' : 'light',
    // A picture, or a contrast, of the middle of a transition is another one every time.
    reducedMotion: 'reduce',
    locale: 'en-NZ',
    timezoneId: 'Pacific/Auckland',
    ...(storageState === undefined ? {} : { storageState }),
  };
}

function visitOf(page: Page, problems: Problems, { demo }: World): Visit {
  const credentialsOf = (email: string): Credentials => {
    const user = demo.firms.flatMap(({ users }) => users).find((each) => each.email === email);
    if (user === undefined) throw new Error(`There is no demo user ${email}`);
    return user;
  };
  return {
    page,
    problems,
    goTo: async (path) => {
      await page.goto(`${demo.portal}${path}`);
      await page.locator('h1').first().waitFor();
    },
    signIn: (user) =>
      signInOn(page, typeof user === 'string' ? credentialsOf(user) : user, () => {
        problems.tolerate(new RegExp(`status of 400 .*${demo.signIn.endpoint}`));
      }),
    screenshot: async (name) => {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },
    assertAccessible: (within) => assertAccessible(page, within),
  };
}
