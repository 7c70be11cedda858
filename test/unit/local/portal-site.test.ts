import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Assembly, Resource } from '../../../local/assembly/assembly.ts';
import { type Listener, listen } from '../../../local/http-api/listen.ts';
import { deployersOf } from '../../../local/portal/deployments.ts';
import { readSite } from '../../../local/portal/distribution.ts';
import { portalSite } from '../../../local/portal/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'site-'));
const FALLBACK = `function handler(event) {
  if (!event.request.uri.split('/').pop().includes('.')) event.request.uri = '/index.html';
  return event.request;
}`;

function resource(type: string, logicalId: string, properties: Record<string, unknown>): Resource {
  return {
    stack: 'Portal',
    logicalId,
    type,
    physicalId: logicalId,
    name: logicalId,
    arn: logicalId,
    properties,
  };
}

const behavior = {
  TargetOriginId: 'files',
  AllowedMethods: ['GET', 'HEAD'],
  CachePolicyId: 'optimized',
  Compress: true,
  ViewerProtocolPolicy: 'redirect-to-https',
};
const API = {
  ...behavior,
  PathPattern: '/api/*',
  TargetOriginId: 'api',
  ViewerProtocolPolicy: 'https-only',
};

/** A small app: two deployments, an edge function, a policy, and the API behind the same distribution. */
function assembly(config: object = {}, security: object = {}): Assembly {
  const resources = [
    resource('AWS::ApiGatewayV2::Api', 'api1', {}),
    resource('AWS::CloudFront::Function', 'fallback', { FunctionCode: FALLBACK }),
    resource('AWS::CloudFront::ResponseHeadersPolicy', 'headers', {
      ResponseHeadersPolicyConfig: {
        Name: 'headers',
        SecurityHeadersConfig: {
          ContentSecurityPolicy: {
            ContentSecurityPolicy: "connect-src 'self' https://cognito.example",
            Override: true,
          },
          ...security,
        },
        CustomHeadersConfig: { Items: [{ Header: 'X-Own', Value: 'yes', Override: true }] },
      },
    }),
    resource('AWS::CloudFront::Distribution', 'Distribution', {
      DistributionConfig: {
        Origins: [
          { Id: 'files', DomainName: 'bucket' },
          { Id: 'api', DomainName: 'api1.execute-api.xx-1.amazonaws.com' },
        ],
        DefaultCacheBehavior: {
          ...behavior,
          ResponseHeadersPolicyId: 'headers',
          FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: 'fallback' }],
        },
        CacheBehaviors: [API],
        ...config,
      },
    }),
    resource('Custom::CDKBucketDeployment', 'Assets', {
      ServiceToken: 'uploader',
      SourceObjectKeys: ['assets.zip'],
      DestinationBucketKeyPrefix: 'assets',
      SystemMetadata: { 'cache-control': 'immutable' },
      Prune: false,
    }),
    resource('Custom::CDKBucketDeployment', 'Pages', {
      ServiceToken: 'uploader',
      SourceObjectKeys: ['pages.zip', 'config.zip'],
      SourceMarkers: [{}, { '<<1>>': 'a "quoted" pool' }],
      SourceMarkersConfig: [{}, { jsonEscape: true }],
      Prune: false,
    }),
  ];
  return {
    region: 'xx-1',
    account: '0',
    resources,
    outputs: {},
    ofType: (type) => resources.filter((each) => each.type === type),
    asset: (key) => join(folder, key.replace('.zip', '')),
  };
}

const FILES: Record<string, string> = {
  'pages/index.html': '<h1>portal</h1>',
  'pages/icon.svg': '<svg/>',
  'assets/main-1.js': 'run()',
  'assets/font.woff2': 'font',
  'assets/data.bin': 'bin',
  'config/config.json': '{"userPoolId":"<<1>>"}',
  'secret.txt': 'outside',
};

let listener: Listener;
beforeAll(async () => {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const site = readSite(assembly());
  if (site === undefined) throw new Error('There is no site');
  const cognito = { host: 'cognito.example', url: 'http://localhost:1' };
  listener = await listen(portalSite({ site, cognito }), 0);
});
afterAll(async () => {
  await listener.close();
  rmSync(folder, { recursive: true });
});

/** The path goes out as it is: `fetch` would tidy it up first. */
function ask(path: string, method = 'GET', headers: Record<string, string> = {}) {
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      request({ host: '127.0.0.1', port: listener.port, path, method, headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      })
        .on('error', reject)
        .end();
    },
  );
}

describe('the portal of the local run', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/icon.svg', 'image/svg+xml'],
    ['/assets/main-1.js', 'text/javascript; charset=utf-8'],
    ['/assets/font.woff2', 'font/woff2'],
    ['/assets/data.bin', 'application/octet-stream'],
    ['/config.json', 'application/json; charset=utf-8'],
  ])('serves %s as %s', async (path, type) => {
    const { status, headers } = await ask(path);
    expect([status, headers['content-type']]).toEqual([200, type]);
  });

  it('adds the headers of the policy to every answer, with Cognito as it is here', async () => {
    for (const path of ['/', '/none.js', '/assets/main-1.js']) {
      expect((await ask(path)).headers).toMatchObject({
        'content-security-policy': "connect-src 'self' http://localhost:1",
        'x-own': 'yes',
      });
    }
  });

  it('answers the addresses of pages with the page, and what does not exist with 404', async () => {
    for (const path of ['/clients', '/a/b/c?d=e.js', '/assets', '/assets/']) {
      expect([path, (await ask(path)).text]).toEqual([path, FILES['pages/index.html']]);
    }
    for (const path of ['/none.js', '/assets/none-1.js', '/assets/index.html', '/.env']) {
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    }
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%2fsecret.txt',
    '/..\\secret.txt',
    '/%5c..%5csecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/secret.txt%00.js',
    '/%00.js',
    '/%.js',
    '/%ff.js',
    '//secret.txt',
  ])('lets no path lead elsewhere: %s', async (path) => {
    const { status, text } = await ask(path);
    expect([status, text]).toEqual([404, 'Not Found']);
  });

  it('keeps files as long as their deployment says, and sends none twice to who has it', async () => {
    const { headers } = await ask('/assets/main-1.js');
    expect(headers['cache-control']).toBe('immutable');
    expect((await ask('/')).headers['cache-control']).toBeUndefined();
    const again = await ask('/assets/main-1.js', 'GET', { 'if-none-match': String(headers['etag']) });
    expect([again.status, again.text]).toEqual([304, '']);
    const other = await ask('/', 'GET', { 'if-none-match': String(headers['etag']) });
    expect(other.status).toBe(200);
  });

  it('answers HEAD without a body, and nothing but GET and HEAD', async () => {
    const head = await ask('/assets/main-1.js', 'HEAD');
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '5']);
    const post = await ask('/', 'POST');
    expect([post.status, post.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  it('fills the configuration in as the deployment would, and says where the pool is here', async () => {
    expect(JSON.parse((await ask('/config.json')).text)).toEqual({
      userPoolId: 'a "quoted" pool',
      userPoolEndpoint: 'http://localhost:1',
    });
  });
});

describe('an app whose portal cannot be served as it is deployed', () => {
  it.each([
    ['pages for errors', { CustomErrorResponses: [{ ErrorCode: 404 }] }],
    ['that of the API alone', { CacheBehaviors: [{ ...API, PathPattern: '/other/*' }] }],
    ['that of the API alone', { CacheBehaviors: [{ ...API, TargetOriginId: 'files' }] }],
    ['LambdaFunctionAssociations', { CacheBehaviors: [{ ...API, LambdaFunctionAssociations: [] }] }],
  ])('is refused at start by logical id: %s', (reason, config) => {
    expect(() => readSite(assembly(config))).toThrow(
      new RegExp(`Portal/Distribution \\(AWS::CloudFront::Distribution\\): [^]*${reason}`),
    );
  });

  it('is refused for a header that is not understood', () => {
    expect(() => readSite(assembly({}, { XSSProtection: { Protection: true } }))).toThrow('XSSProtection');
  });

  it('has functions that copy its files, which are not run', () => {
    expect([...deployersOf(assembly())]).toEqual(['uploader']);
  });

  it('may have none at all', () => {
    expect(readSite({ ...assembly(), ofType: () => [] })).toBeUndefined();
  });
});
