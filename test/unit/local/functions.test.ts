import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AsyncInvocations } from '../../../local/functions/async-invocations.ts';
import { LambdaStandIn } from '../../../local/functions/lambda.ts';
import { StateStore } from '../../../local/state-store.ts';
import { aFunction, functionFolder } from '../../support/function-folder.ts';

const SOURCE = `
import axios from 'axios';
import http from 'node:http';
import https, { get as httpsGet } from 'node:https';
import { Issuer } from 'openid-client';

let calls = 0;
export const echo = async (event, context) => ({
  event, calls: ++calls, table: process.env.TABLE ?? null, home: process.env.HOME ?? null,
  function: context.functionName, left: context.getRemainingTimeInMillis() > 4000,
});
export const fail = async () => { throw Object.assign(new Error('no such firm'), { name: 'FirmNotFoundError' }); };
export const sleep = async ({ ms }) => { calls += 1; await new Promise((r) => setTimeout(r, ms)); return calls; };
export const spin = async () => { for (;;); };
export const greedy = async () => { const all = []; for (;;) all.push(new Array(1000).fill(all.length)); };
export const late = async () => { setTimeout(() => { throw new TypeError('nobody caught me'); }, 5); await new Promise(() => {}); };
export const nothing = async () => undefined;
export const shout = async () => { console.log('hello from inside'); return process.stdout.write('') };

const read = (start) => new Promise((resolve, reject) => {
  start((response) => { let text = ''; response.on('data', (c) => (text += c)).on('end', () => resolve(text)); }).on('error', reject);
});
export const call = async ({ port }) => ({
  node: await read((cb) => https.request('https://api.xero.com/a?x=1', { method: 'GET' }, cb).end()),
  options: await read((cb) => https.request({ host: 'api.xero.com', path: '/b', agent: new https.Agent({ keepAlive: true }) }, cb).end()),
  named: await read((cb) => httpsGet(new URL('https://identity.xero.com/c'), cb)),
  axios: (await axios.post('https://api.xero.com/d', { k: 1 }, { httpsAgent: new https.Agent(), transformResponse: (t) => t })).data,
  openid: (await Issuer.discover('https://identity.xero.com')).issuer,
  fetch: await (await fetch('https://api.xero.com/f', { method: 'POST', body: 'text' })).text(),
  other: await read((cb) => http.get('http://127.0.0.1:' + port + '/other', cb)),
});
`;

let bundle: ReturnType<typeof functionFolder>;
let state: string;
let lambda: LambdaStandIn;
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const seen = `${request.method ?? ''} ${String(request.headers['x-forwarded-host'])} ${request.url ?? ''} ${body}`;
      const discovery = { issuer: 'https://identity.xero.com', jwks_uri: 'x' };
      response.setHeader('content-type', 'application/json');
      response.end(request.url?.includes('.well-known') === true ? JSON.stringify(discovery) : seen.trim());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  bundle = functionFolder(SOURCE);
  state = mkdtempSync(join(tmpdir(), 'lambda-'));
  const standIn = `http://127.0.0.1:${String(port)}/xero`;
  lambda = new LambdaStandIn({
    region: 'ap-southeast-2',
    logFolder: join(state, 'logs'),
    awsUrl: 'http://127.0.0.1:1',
    redirects: { 'api.xero.com': standIn, 'identity.xero.com': standIn },
    heapMb: { greedy: 24 },
  });
  for (const name of ['fail', 'late', 'nothing', 'shout', 'call', 'greedy', 'sleep', 'missing']) {
    lambda.define(aFunction(bundle.folder, name));
  }
  lambda.define(aFunction(bundle.folder, 'echo', { environment: { TABLE: 'Records' } }));
  lambda.define(aFunction(bundle.folder, 'spin', { timeoutMs: 300 }));
});
afterAll(async () => {
  await lambda.close();
  server.close();
  bundle.remove();
  rmSync(state, { recursive: true });
});

describe('a function', () => {
  it('sees its own environment only, keeps its thread warm and gets a context', async () => {
    const arn = 'arn:aws:lambda:ap-southeast-2:000000000000:function:echo';
    expect(await lambda.invoke('echo', { a: 1 })).toEqual({
      event: { a: 1 },
      calls: 1,
      table: 'Records',
      home: null,
      function: 'echo',
      left: true,
    });
    expect(await lambda.invoke(arn, {})).toMatchObject({ calls: 2 });
    expect(await lambda.invoke('nothing', {})).toBeNull();
  });

  it('fails with the name of its own error', async () => {
    await expect(lambda.invoke('fail', {})).rejects.toMatchObject({
      name: 'FirmNotFoundError',
      message: 'no such firm',
    });
  });

  it('fails by name when its handler is missing or it is unknown', async () => {
    await expect(lambda.invoke('missing', {})).rejects.toMatchObject({ name: 'Runtime.HandlerNotFound' });
    await expect(lambda.invoke('unheard-of', {})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('is ended at its time-out, even in an endless loop, and starts afresh', async () => {
    for (let round = 0; round < 2; round += 1) {
      await expect(lambda.invoke('spin', {})).rejects.toMatchObject({
        name: 'Sandbox.Timedout',
        message: expect.stringContaining('Task timed out after 0.30 seconds'),
      });
    }
  });

  it('dies alone of a full heap or an error nobody caught', async () => {
    await expect(lambda.invoke('greedy', {})).rejects.toMatchObject({ name: 'Runtime.OutOfMemory' });
    await expect(lambda.invoke('late', {})).rejects.toMatchObject({ name: 'TypeError' });
    expect(await lambda.invoke('echo', {})).toMatchObject({ function: 'echo' });
  });

  it('handles one event at a time per thread, in at most four threads', async () => {
    const counts = await Promise.all(Array.from({ length: 8 }, () => lambda.invoke('sleep', { ms: 100 })));
    // a thread that took a second event early would answer 2 to both
    expect(counts.filter((count) => count === 1)).toHaveLength(4);
  });

  it('writes its output to its log', async () => {
    await lambda.invoke('shout', {});
    await expect
      .poll(() => readFileSync(join(state, 'logs', 'shout.log'), 'utf8'))
      .toContain('hello from inside');
  });
});

describe('redirected hosts', () => {
  it('are answered elsewhere for every way to ask, others are left alone', async () => {
    expect(await lambda.invoke('call', { port })).toEqual({
      node: 'GET api.xero.com /xero/a?x=1',
      options: 'GET api.xero.com /xero/b',
      named: 'GET identity.xero.com /xero/c',
      axios: 'POST api.xero.com /xero/d {"k":1}',
      openid: 'https://identity.xero.com',
      fetch: 'POST api.xero.com /xero/f text',
      other: 'GET undefined /other',
    });
  });
});

describe('asynchronous invocations', () => {
  it('are tried three times and then dropped', async () => {
    let tries = 0;
    const folder = mkdtempSync(join(state, 'async-'));
    const options = {
      state: new StateStore(folder),
      retryAfterMs: [5, 5],
      invoke: () => Promise.reject(new Error(`try ${String((tries += 1))}`)),
    };
    const queue = new AsyncInvocations(options);
    queue.send('f', {});
    await expect.poll(() => tries).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await queue.close();
    expect(tries).toBe(3);
    new AsyncInvocations({ ...options, state: new StateStore(folder) }).resume();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(tries).toBe(3);
  });

  it('survive a restart between two tries', async () => {
    const folder = mkdtempSync(join(state, 'async-'));
    const first = new AsyncInvocations({
      state: new StateStore(folder),
      retryAfterMs: [20, 20],
      invoke: () => Promise.reject(new Error('busy')),
    });
    first.send('f', { n: 1 });
    await new Promise((resolve) => setTimeout(resolve, 10));
    await first.close();
    const seen: unknown[] = [];
    const second = new AsyncInvocations({
      state: new StateStore(folder),
      invoke: (arn, event) => Promise.resolve(seen.push([arn, event])),
    });
    second.resume();
    await expect.poll(() => seen).toEqual([['f', { n: 1 }]]);
    await second.close();
    const third = new AsyncInvocations({
      state: new StateStore(folder),
      invoke: () => Promise.reject(new Error('it was taken already')),
    });
    third.resume();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await third.close();
    expect(readFileSync(join(folder, 'async-invocations.jsonl'), 'utf8')).toBe('');
  });
});
