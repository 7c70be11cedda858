import { describe, expect, it } from 'vitest';
import type { XeroNodeIdentity } from '#adapters/xero/identity.ts';
import { eachSeed, promise } from '../support/promise.ts';
import { adaptersOn } from '../support/proof/adapters.ts';
import { drive, stopTime } from '../support/proof/virtual-clock.ts';
import { head, Wire } from '../support/proof/wire.ts';

stopTime();
const wire = new Wire();
const { identityWith, gatewayWith } = await adaptersOn(wire);
const clock = { now: () => new Date('2026-03-02T18:00:00Z') };
const identity: XeroNodeIdentity = identityWith(clock);
const TOKENS = {
  accessToken: 'canary-access',
  refreshToken: 'canary-refresh',
  accessTokenExpiresAt: clock.now(),
};

const OPERATIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  code: () => identity.exchange('canary-code', 'canary-verifier'),
  refresh: () => identity.refresh(TOKENS),
  revoke: () => identity.revoke('canary-refresh'),
  connections: () => identity.connections('canary-access'),
  'delete connection': () => identity.deleteConnection('canary-access', 'connection-1'),
  list: async () => {
    const records = gatewayWith(clock).listClients({ accessToken: 'canary-access', tenantId: 'tenant-1' });
    for await (const record of records) throw new Error(`a record of nobody: ${JSON.stringify(record)}`);
  },
};

/** All that the product sends to, and no more. */
const HOSTS = ['identity.xero.com', 'api.xero.com'];
const CODES = ['301 Moved', '302 Found', '303 See Other', '307 Temporary', '308 Permanent', '300 Choices'];
const TARGETS = [
  'https://canary.example/',
  'https://canary.example:8443/connect/token?x=1',
  'http://api.xero.com/connections',
  'http://identity.xero.com/connect/token',
  'https://api.xero.com@canary.example/',
  'https://canary.example#@api.xero.com/',
  'https://api.xero.com.canary.example/',
  'https://user:pass@api.xero.com/connections',
  'https://api.xero.com/elsewhere',
  '//canary.example/x',
  '/connections/other',
  '../../../x',
  'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
  'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next',
  'http://localhost/',
  'http://[::1]/',
  'http://[::ffff:169.254.169.254]/',
  'http://10.0.0.1/',
  'http://192.168.0.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'file:///proc/self/environ',
  'data:application/json,{}',
  'ftp://canary.example/',
  'javascript:1',
  'https://',
  'https://xn--pi-xero-cua.example/',
  '',
];
const SEEDS = 40;
const s18 = promise('S18', 'outbound calls go only where meant', {
  floor: Object.keys(OPERATIONS).length * (CODES.length * TARGETS.length + SEEDS),
});

/** What left for the answer, and how it ended. */
async function sentFor(operation: () => Promise<unknown>, answer: string) {
  wire.sent.length = 0;
  wire.answer = (_, line) => {
    line.send(answer);
    line.end();
  };
  const outcome = await drive(
    operation().then(
      () => 'done',
      (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
    ),
  );
  return { outcome, sent: wire.sent.map(({ scheme, host }) => `${scheme}://${host}`), all: [...wire.sent] };
}

describe.each(Object.entries(OPERATIONS))('%s', (name, operation) => {
  it.each(CODES)('follows no redirect of %s', async (status) => {
    for (const location of TARGETS) {
      const answer = head(status, { Location: location, 'Content-Length': 0, Connection: 'close' });
      const { outcome, sent } = await sentFor(operation, answer);
      expect(sent, `to ${location}`).toHaveLength(1);
      expect(
        HOSTS.map((host) => `https://${host}`),
        `to ${location}`,
      ).toContain(sent[0]);
      expect(
        ['XeroUnavailableError', 'PracticeAnswerError', 'XeroAppMisconfiguredError'],
        location,
      ).toContain(outcome);
      s18.held();
    }
  });

  it('sends its credentials nowhere but where they belong, whatever the answer names', async () => {
    for (const seed of eachSeed(SEEDS)) {
      const to = TARGETS[seed % TARGETS.length] ?? '';
      const headers = {
        'Content-Type': name === 'list' ? 'text/xml' : 'application/json',
        ...(seed % 2 === 0 ? { Refresh: `0; url=${to}` } : { Link: `<${to}>; rel="next"` }),
        'Content-Location': to,
        'Alt-Svc': 'h2="canary.example:443"',
        'WWW-Authenticate': `Bearer authorization_uri="${to}"`,
        Connection: 'close',
      };
      const body = JSON.stringify({ token_endpoint: to, next: to, error_uri: to });
      const { all } = await sentFor(operation, head(seed % 3 === 0 ? '401 No' : '200 OK', headers) + body);
      expect(all).toHaveLength(1);
      for (const { scheme, host } of all) expect([scheme, HOSTS.includes(host)]).toEqual(['https', true]);
      s18.held();
    }
  });
});

describe('what Xero or a person names', () => {
  const IDS = [
    '../token',
    '..',
    '.',
    'a/b?c#d',
    '//canary.example/',
    '@canary.example',
    '%2e%2e%2f',
    'a b',
    'é',
    '\\..\\',
    'x;y',
    '',
  ];

  it.each(IDS)('a connection called %j stays below /connections/', async (connectionId) => {
    const { all } = await sentFor(
      () => identity.deleteConnection('canary-access', connectionId),
      head('204 No'),
    );
    expect(all.length).toBeLessThanOrEqual(1);
    for (const { host, path, method } of all) {
      expect(host).toBe('api.xero.com');
      expect(method).toBe('DELETE');
      expect(path).toMatch(/^\/connections\/[^/?#]+$/);
    }
    s18.held();
  });

  it.each(['x\r\nHost: canary.example', 'x\nAuthorization: y', '\u0000', 'tenant 1', '🏖'])(
    'a practice called %j changes no header',
    async (tenantId) => {
      const list = async () => {
        const records = gatewayWith(clock).listClients({ accessToken: 'canary-access', tenantId });
        for await (const record of records) throw new Error(`a record of nobody: ${JSON.stringify(record)}`);
      };
      const { all, outcome } = await sentFor(list, head('200 OK', { Connection: 'close' }));
      expect(outcome).not.toBe('done');
      for (const { headers } of all)
        expect([headers['host'], headers['authorization']]).toEqual(['api.xero.com', 'Bearer canary-access']);
      s18.held();
    },
  );
});
