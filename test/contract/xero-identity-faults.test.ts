import { describe, expect, it, vi } from 'vitest';
import {
  REFRESH,
  all,
  connectionCalls,
  failure,
  json,
  tokenCalls,
  useFakeXero,
} from '../support/fake-xero.ts';
import type { Behaviour } from '../support/fake-xero.ts';

const xero = useFakeXero();

describe('XeroNodeIdentity when Xero is not well', () => {
  const faults: [string, Behaviour][] = [
    ['500', json(500, { error: 'server_error', echo: REFRESH })],
    ['503 with HTML', (_q, s) => s.writeHead(503, { 'content-type': 'text/html' }).end('<h1>down</h1>')],
    ['429', (_q, s) => s.writeHead(429, { 'retry-after': '20' }).end()],
    ['a reset', (q) => q.socket.destroy()],
    [
      'a cut body',
      (q, s) => {
        s.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
        s.write('{"access_token": "a', () => setTimeout(() => q.socket.destroy(), 20));
      },
    ],
  ];
  it.each(all.flatMap(([name, call]) => faults.map(([fault, act]) => ({ name, call, fault, act }))))(
    '$name: $fault means unavailable',
    async ({ call, act }) => {
      xero.behave = act;
      expect(await failure(call(xero.identity()))).toBe('XeroUnavailableError');
    },
  );

  const unreadable: [string, Behaviour][] = [
    ['garbage', (_q, s) => s.writeHead(200, { 'content-type': 'application/json' }).end('{"access_to')],
    ['HTML with 200', (_q, s) => s.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>')],
    ['an empty object', json(200, {})],
    ['null', json(200, null)],
    ['wrong types', json(200, { access_token: 7, refresh_token: [REFRESH] })],
  ];
  const reading = [...tokenCalls, ...connectionCalls.slice(0, 1)];
  it.each(reading.flatMap(([name, call]) => unreadable.map(([fault, act]) => ({ name, call, fault, act }))))(
    '$name: $fault means unavailable',
    async ({ call, act }) => {
      xero.behave = act;
      expect(await failure(call(xero.identity()))).toBe('XeroUnavailableError');
    },
  );

  const endless: [string, Behaviour][] = [
    ['silence', () => undefined],
    [
      'a slow drip',
      (_q, s) => {
        s.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => s.write(' '), 30);
        s.on('close', () => {
          clearInterval(timer);
        });
      },
    ],
  ];
  it.each(all.flatMap(([name, call]) => endless.map(([fault, act]) => ({ name, call, fault, act }))))(
    '$name: $fault ends at the deadline, and so does its socket',
    async ({ call, act }) => {
      const closed = vi.fn();
      xero.behave = (request, response) => {
        request.socket.on('close', closed);
        act(request, response);
      };
      const started = Date.now();
      expect(await failure(call(xero.identity(300)))).toBe('XeroUnavailableError');
      expect(Date.now() - started).toBeLessThan(1500);
      await vi.waitFor(() => {
        expect(closed).toHaveBeenCalledOnce();
      });
    },
  );

  it.each(reading)('%s: an endless answer is cut off', async (_name, call) => {
    let sent = 0;
    xero.behave = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const block = 'x'.repeat(256 * 1024);
      const more = (): void => {
        sent += block.length;
        if (!response.destroyed && sent < 200e6) response.write(block, () => setTimeout(more, 2));
      };
      more();
    };
    expect(await failure(call(xero.identity(8000)))).toBe('XeroUnavailableError');
    expect(sent).toBeLessThan(60e6);
  });

  it.each(all)('%s: a redirect is not followed', async (_name, call) => {
    xero.behave = (_request, response) =>
      response.writeHead(302, { location: 'https://api.xero.com/elsewhere' }).end();
    expect(await failure(call(xero.identity()))).toBe('XeroUnavailableError');
    expect(xero.seen).toHaveLength(1);
  });
});
