import { createHash } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import * as z from 'zod';
import type { SiteFile } from './deployments.ts';
import type { Site } from './distribution.ts';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

export interface SiteOptions {
  site: Site;
  /** Where browsers reach Cognito here, in place of the host in the site's headers. */
  cognito: { host: string; url: string };
}

/** Serves the portal's files as CloudFront would. They are all known at the start, so that no path leads elsewhere. */
export function portalSite({ site, cognito }: SiteOptions): RequestListener {
  const files = new Map([...site.files].map(([key, file]) => [key, prepare(key, file, cognito.url)]));
  const headers = [...site.headers].map(
    ([name, value]) => [name, value.replaceAll(`https://${cognito.host}`, cognito.url)] as const,
  );
  return (request, response) => {
    request.resume();
    for (const [name, value] of headers) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      plain(response.setHeader('allow', 'GET, HEAD'), 405, 'Method Not Allowed');
      return;
    }
    const [path = '/'] = (request.url ?? '/').split('?');
    const file = files.get(keyOf(site.rewrite(path)));
    if (file === undefined) {
      plain(response, 404, 'Not Found');
      return;
    }
    response.setHeader('etag', file.etag);
    if (file.cacheControl !== undefined) response.setHeader('cache-control', file.cacheControl);
    if (request.headers['if-none-match'] === file.etag) {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, { 'content-type': file.type, 'content-length': file.body.length });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };
}

function prepare(key: string, { body, cacheControl }: SiteFile, cognitoUrl: string) {
  const served = key === 'config.json' ? withEndpoint(body, cognitoUrl) : body;
  return {
    body: served,
    cacheControl,
    type: TYPES[extname(key)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(served).digest('base64url').slice(0, 22)}"`,
  };
}

/** The configuration as it is deployed, and where the pool is here. */
function withEndpoint(body: Buffer, userPoolEndpoint: string): Buffer {
  const config = z.record(z.string(), z.string()).parse(JSON.parse(body.toString('utf8')));
  return Buffer.from(JSON.stringify({ ...config, userPoolEndpoint }));
}

/** A bucket decodes a path once, whatever is in it. */
function keyOf(path: string): string {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return '';
  }
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}
