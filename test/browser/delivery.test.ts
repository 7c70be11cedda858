import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bundlePortal } from '../../lib/constructs/portal-files.ts';
import { usePortal } from '../support/browser.ts';
import { accessibilityProblems } from '../support/browser/axe.ts';
import { ask } from '../support/portal-user.ts';

const FIRST_LOAD_BYTES = 250 * 1024;
const portal = usePortal({ harbour: 5, rata: 5 });
const get = (path: string) => ask('GET', `${portal.world().demo.portal}${path}`);

const ManifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().default(false),
    imports: z.array(z.string()).default([]),
  }),
);
type Manifest = z.infer<typeof ManifestSchema>;

async function manifest(): Promise<{ folder: string; chunks: Manifest }> {
  const folder = await bundlePortal();
  const chunks = ManifestSchema.parse(
    JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')),
  );
  return { folder, chunks };
}

/** What is loaded before anything is shown: the entry and all that it imports, directly or not. */
function firstLoad(chunks: Manifest): string[] {
  const names = Object.keys(chunks).filter((name) => chunks[name]?.isEntry === true);
  for (const name of names)
    names.push(...(chunks[name]?.imports ?? []).filter((each) => !names.includes(each)));
  return names.map((name) => chunks[name]?.file ?? '');
}

describe('The page', () => {
  it('comes with headers that let it load and call nothing but itself and Cognito', async () => {
    const { headers, status } = await get('/');
    const cognito = portal.world().demo.signIn.endpoint;
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self' ${cognito}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'`,
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
    expect(headers.get('permissions-policy')).toContain('camera=()');
  });

  it('is what every address of the portal shows, however deep', async () => {
    const { text } = await get('/');
    for (const path of [
      '/clients',
      '/clients/0192-1',
      '/settings/users?role=admin',
      '/a/b/c/',
      '//',
      '/sign-in',
    ]) {
      expect([path, (await get(path)).text === text]).toEqual([path, true]);
    }
  });

  it('has no script of its own: they are all files', async () => {
    const scripts = [...(await get('/')).text.matchAll(/<script\b([^>]*)>([^<]*)/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, body] of scripts) {
      expect(attributes).toMatch(/ src="\/assets\//);
      expect(body).toBe('');
    }
    expect((await get('/')).text).not.toMatch(/ on\w+=|javascript:/i);
  });

  it('learns where to sign in from a file that is never stale', async () => {
    const { body, headers } = await get('/config.json');
    const { userPoolId, clientId, endpoint } = portal.world().demo.signIn;
    expect(body).toEqual({
      region: 'ap-southeast-2',
      userPoolId,
      userPoolClientId: clientId,
      userPoolEndpoint: endpoint,
    });
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  it('loads files that are kept for a year, since their names change with them', async () => {
    const { chunks } = await manifest();
    const files = Object.values(chunks).map(({ file }) => file);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const { status, headers } = await get(`/${file}`);
      expect([file, status, headers.get('cache-control')]).toEqual([
        file,
        200,
        'public, max-age=31536000, immutable',
      ]);
      expect(file).toMatch(/^assets\/[\w.-]+-[\w-]{8}\.\w+$/);
    }
  });

  it('shows itself after at most 250 KB of script', async () => {
    const { folder, chunks } = await manifest();
    const files = firstLoad(chunks);
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
    process.stdout.write(
      `First load: ${(bytes / 1024).toFixed(1)} KB of script (gzip) in ${String(files.length)} files\n`,
    );
    expect(files.length).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
  });
});

describe('A file that does not exist', () => {
  it.each(['/assets/index-00000000.js', '/robots.txt', '/.env', '/clients/x.json'])(
    '%s is 404',
    async (path) => {
      const { status, headers, text } = await get(path);
      expect([status, text]).toEqual([404, 'Not Found']);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cache-control')).toBeNull();
    },
  );

  it('is not confused with a route of the API that does not exist', async () => {
    const { status, headers } = await get('/api/nothing');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('application/json');
  });
});

describe('In a browser', () => {
  it.each([
    { device: 'desktop', dark: false },
    { device: 'desktop', dark: true },
    { device: 'phone', dark: false },
    { device: 'phone', dark: true },
  ] as const)('the page shows itself on a $device (dark: $dark) without a complaint', async (look) => {
    const { page, goTo, screenshot } = await portal.visit(look);
    await goTo('/');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await screenshot(`first-page-${look.device}-${look.dark ? 'dark' : 'light'}`);
  });

  it('what a page may not do is noticed', async () => {
    const { page, goTo, problems } = await portal.visit();
    await goTo('/');
    await page.evaluate(`
      document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }));
      console.error('planted');
      setTimeout(() => { throw new Error('thrown'); });
      fetch('http://foreign.example/').catch(() => undefined);
      fetch('/assets/none.js');
    `);
    const expected = [
      /policy: script-src-elem forbids inline/,
      /policy: connect-src forbids http:\/\/foreign\.example/,
      /console error: planted/,
      /error: Error: thrown/,
      /status of 404/,
    ];
    await expect
      .poll(() => expected.filter((each) => !problems.list().some((text) => each.test(text))))
      .toEqual([]);
    expect(await page.evaluate('window.ran')).toBeUndefined();
    problems.tolerate(/./);
  });

  it('what keeps people from using a page is noticed', async () => {
    const { page, goTo } = await portal.visit();
    await goTo('/');
    await page.evaluate("document.body.append(Object.assign(new Image(), { src: '/favicon.svg' }))");
    expect(await accessibilityProblems(page)).toContainEqual(
      expect.stringMatching(/^image-alt \(critical\): [^]*<img src="\/favicon.svg">/),
    );
  });
});
