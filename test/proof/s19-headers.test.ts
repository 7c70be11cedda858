import { extname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../../functions/api/registry.ts';
import { promise } from '../support/promise.ts';
import type { Folder } from '../support/proof/api-entries.ts';
import {
  areAlike,
  ask,
  OF_THE_PORTAL,
  wrongWithAny,
  wrongWithApi,
  wrongWithPortal,
} from '../support/proof/browser-rules.ts';
import { idsOf } from '../support/proof/firm-data.ts';
import { apiDoor, type FrontDoor, OWN_ORIGIN, portalDoor } from '../support/proof/front-door.ts';
import { realRequest } from '../support/proof/real-request.ts';

const FOLDERS = Object.keys(contracts) as Folder[];
const PATHS = [...new Set(FOLDERS.map((folder) => contracts[folder].path))];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** The portal's own, somebody's, that of a file or a sandbox, and one that only begins like the portal's. */
const ORIGINS = [OWN_ORIGIN, 'https://evil.example', 'null', `${OWN_ORIGIN}.evil.example`];

const S19 = promise(
  'S19',
  'no other site reads or asks for anything, and every answer says how to treat it',
  {
    floor: PATHS.length * METHODS.length * ORIGINS.length,
  },
);

/** As API Gateway finds it: a fixed text before a parameter. */
function routeOf(method: string, path: string): Folder | undefined {
  const fits = (each: string) => new RegExp(`^${each.replaceAll(/\{\w+\}/g, '[^/{}]+')}$`).test(path);
  const ofMethod = FOLDERS.filter((folder) => contracts[folder].method === method);
  return (
    ofMethod.find((folder) => contracts[folder].path === path) ??
    ofMethod.find((folder) => fits(contracts[folder].path))
  );
}

const ids = idsOf('a', 'disconnected');
const at = ({ port }: { port: number }, path: string) =>
  `http://127.0.0.1:${String(port)}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')}`;

/** Every method and origin at one path; what is wrong, in words. */
async function sweep(door: FrontDoor, path: string): Promise<{ cases: number; wrong: string[] }> {
  const wrong: string[] = [];
  let cases = 0;
  await door.renew();
  for (const method of METHODS) {
    const route = routeOf(method, path);
    const { raw, body, headers } = route === undefined ? {} : realRequest(contracts[route], ids);
    const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const sent = {
      headers: { authorization: `Bearer ${door.token}`, 'content-type': 'application/json', ...headers },
      ...(text === undefined ? {} : { body: text }),
    };
    const from = async (origin: string | undefined) => {
      if (route !== undefined && method !== 'GET') await door.renew();
      return ask(at(door, `/api${path}`), method, origin, sent);
    };
    const fromNowhere = await from(undefined);
    for (const origin of ORIGINS) {
      cases += 1;
      const seen = await from(origin);
      const problems = route === undefined ? wrongWithAny(seen) : wrongWithApi(seen);
      if (route === undefined && seen.status !== 404) problems.push(`answers ${String(seen.status)}`);
      if (!areAlike(seen, fromNowhere)) problems.push('answers this origin something else');
      wrong.push(...problems.map((problem) => `${method} ${path} from ${origin}: ${problem}`));
    }
  }
  return { cases, wrong };
}

describe('the API', () => {
  let door: FrontDoor;
  beforeAll(async () => {
    door = await apiDoor();
  });
  afterAll(() => door.close());

  it('answers its own methods alone, to no page but the portal’s, and nobody keeps what it answers', async () => {
    for (const path of PATHS) {
      const { cases, wrong } = await sweep(door, path);
      expect(wrong).toEqual([]);
      S19.held(cases);
    }
  });

  it('answers nothing to a page that has no token, wherever it is from: no cookie signs anybody in', async () => {
    for (const folder of FOLDERS.filter((each) => contracts[each].access.auth === 'user')) {
      const { method, path } = contracts[folder];
      for (const origin of ORIGINS) {
        const seen = await ask(at(door, `/api${path}`), method, origin, {
          headers: { cookie: `token=${door.token}; authorization=${door.token}` },
        });
        const answered = { folder, status: seen.status, wrong: wrongWithAny(seen) };
        expect(answered).toEqual({ folder, status: 401, wrong: [] });
        S19.held();
      }
    }
  });

  it('would be seen to let other sites in', async () => {
    const rules = { AllowOrigins: ['*'], AllowMethods: ['*'], AllowHeaders: ['*'], ExposeHeaders: [] };
    const wide = await apiDoor({ ...rules, AllowCredentials: false });
    try {
      const { cases, wrong } = await sweep(wide, '/clients');
      expect(wrong.length).toBeGreaterThanOrEqual(cases);
    } finally {
      await wide.close();
    }
  });
});

describe('the portal', () => {
  let door: Awaited<ReturnType<typeof portalDoor>>;
  beforeAll(async () => {
    door = await portalDoor();
  });
  afterAll(() => door.close());

  it('serves every kind of file, and nothing else, with all its headers', async () => {
    const kinds = new Map(door.files.map((file) => [extname(file), `/${file}`]));
    const pages = ['/', '/clients/manage?connection=connected', '/assets/missing.js'];
    for (const path of [...pages, ...kinds.values()]) {
      for (const method of METHODS) {
        for (const origin of ORIGINS) {
          const seen = await ask(at(door, path), method, origin);
          const isRead = method === 'GET' || method === 'HEAD';
          const status = isRead ? (path.includes('missing') ? 404 : 200) : 405;
          expect({ path, method, origin, status: seen.status, wrong: wrongWithPortal(seen) }).toEqual({
            ...{ path, method, origin, status, wrong: [] },
          });
          S19.held();
        }
      }
    }
  });

  it('would be seen to go without any of them, or with a policy that is wider', async () => {
    const seen = await ask(at(door, '/'), 'GET', OWN_ORIGIN);
    expect(wrongWithPortal(seen)).toEqual([]);
    const policy = seen.headers['content-security-policy'] ?? '';
    const changed: [string, string][] = [
      ...Object.keys(OF_THE_PORTAL).map((name): [string, string] => [name, '']),
      ['strict-transport-security', 'max-age=300'],
      ['access-control-allow-origin', '*'],
      ['set-cookie', 'session=1'],
      ['content-security-policy', ''],
      ['content-security-policy', policy.replace("; frame-ancestors 'none'", '')],
      ['content-security-policy', policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")],
      ['content-security-policy', policy.replace('connect-src', 'connect-src https:')],
      ['content-security-policy', `${policy}; object-src *`],
    ];
    for (const [name, value] of changed) {
      const worse = { ...seen, headers: { ...seen.headers, [name]: value } };
      expect(wrongWithPortal(worse).join(), `${name}: ${value}`).not.toBe('');
    }
  });
});
