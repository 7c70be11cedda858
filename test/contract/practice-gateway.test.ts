import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessRefusedError, XeroUnavailableError } from '#domain/connection/errors.ts';
import { PracticeAnswerError, PracticeRefusedError, RateLimitedError } from '#domain/practice/errors.ts';
import type { PracticeListRequest } from '#domain/practice/ports.ts';
import { HttpPracticeGateway, type PracticeGatewayOptions } from '#adapters/xpm/client.ts';
import { redirectRequests } from '../../local/functions/redirect.ts';
import { listXml, uuidNo } from '../support/practice/xml.ts';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

const NOW = new Date('2026-03-01T22:00:00Z');
const clients = Array.from({ length: 300 }, (_, index) => ({
  uuid: uuidNo('c', index),
  name: `Client ${String(index)} é`,
}));
const document = Buffer.from(listXml(clients));
const XML = { 'Content-Type': 'text/xml; charset=utf-8' };

let answer: Answer;
let seen: http.IncomingMessage[] = [];
let elsewhere = 0;
const server = http.createServer((request, response) => {
  seen.push(request);
  answer(request, response);
});
const trap = http.createServer((_, response) => {
  elsewhere += 1;
  response.end();
});

const listen = (each: http.Server) =>
  new Promise<string>((resolve) => {
    each.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${String((each.address() as AddressInfo).port)}`);
    });
  });
let trapUrl = '';

beforeAll(async () => {
  trapUrl = await listen(trap);
  redirectRequests({ 'api.xero.com': await listen(server) });
});
afterAll(() => {
  for (const each of [server, trap]) {
    each.closeAllConnections();
    each.close();
  }
});

async function list(
  how: Answer,
  request: Partial<PracticeListRequest> = {},
  options: PracticeGatewayOptions = {},
) {
  answer = how;
  seen = [];
  const gateway = new HttpPracticeGateway({ now: () => NOW }, options);
  const names: string[] = [];
  const records = gateway.listClients({ accessToken: 'token-1', tenantId: 'tenant-1', ...request });
  for (;;) {
    const next = await records.next();
    if (next.done === true) return { names, quota: next.value };
    names.push(next.value.fields['Name'] ?? '');
  }
}

const failure = (how: Answer, request?: Partial<PracticeListRequest>, options?: PracticeGatewayOptions) =>
  list(how, request, options).then(
    ({ names }) => `accepted ${String(names.length)}`,
    (error: unknown) => error,
  );
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(code, headers).end();
  };

describe('a list', () => {
  it('asks once, as documented, and answers records and what is left of the limits', async () => {
    const { names, quota } = await list((_, response) => {
      response
        .writeHead(200, { ...XML, 'X-DayLimit-Remaining': '4321', 'x-minlimit-remaining': '58' })
        .end(document);
    });
    expect(names).toEqual(clients.map(({ name }) => name));
    expect(quota).toEqual({ dayRemaining: 4321, minuteRemaining: 58 });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.method).toBe('GET');
    expect(seen[0]?.url).toBe('/practicemanager/3.1/client.api/list');
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer token-1',
      'xero-tenant-id': 'tenant-1',
      accept: 'text/xml',
      'accept-encoding': 'gzip',
    });
  });

  it('bounds a delta in UTC without a zone, and reads gzip', async () => {
    const { names, quota } = await list(
      (_, response) => {
        response.writeHead(200, { ...XML, 'Content-Encoding': 'gzip' }).end(gzipSync(document));
      },
      { modifiedSince: new Date('2026-02-03T04:05:06.789Z') },
    );
    expect(names).toHaveLength(300);
    expect(quota).toEqual({ dayRemaining: null, minuteRemaining: null });
    expect(seen[0]?.url).toBe('/practicemanager/3.1/client.api/list?modifiedsince=2026-02-03T04:05:06');
  });

  it('ends the exchange when nobody wants more', async () => {
    const closed = new Promise<void>((resolve) => {
      answer = (request, response) => {
        request.socket.once('close', () => {
          resolve();
        });
        response.writeHead(200, XML).write(document.subarray(0, 20_000));
      };
    });
    const records = new HttpPracticeGateway({ now: () => NOW }).listClients({
      accessToken: 't',
      tenantId: 'x',
    });
    for await (const record of records) {
      expect(record.fields['UUID']).toBe(uuidNo('c', 0));
      break;
    }
    await closed;
  });
});

describe('refusals', () => {
  it.each([401, 403] as const)('%i is refused access', async (code) => {
    const error = await failure(status(code));
    expect(error).toBeInstanceOf(AccessRefusedError);
    expect(error).toMatchObject({ status: code });
  });

  it.each([500, 502, 503, 504, 408])('%i is an outage', async (code) => {
    expect(await failure(status(code))).toBeInstanceOf(XeroUnavailableError);
    expect(seen).toHaveLength(1);
  });

  it.each([400, 404, 409])('%i is a refusal', async (code) => {
    expect(await failure(status(code))).toBeInstanceOf(PracticeRefusedError);
  });

  it.each([301, 302, 307, 308])('%i is not followed', async (code) => {
    expect(await failure(status(code, { Location: trapUrl }))).toMatchObject({ reason: 'not-a-list' });
    expect(elsewhere).toBe(0);
  });

  it('200 with an error inside is a refusal in XPM’s words', async () => {
    const error = await failure((_, response) => {
      response.end(
        '<Response><Status>ERROR</Status><ErrorDescription>Invalid staff</ErrorDescription></Response>',
      );
    });
    expect(error).toBeInstanceOf(PracticeRefusedError);
    expect(error).toMatchObject({ description: 'Invalid staff' });
  });

  it.each([
    [{ 'X-Rate-Limit-Problem': 'Minute', 'Retry-After': '22' }, 'minute', 22],
    [{ 'X-Rate-Limit-Problem': 'minute', 'Retry-After': 'Sun, 01 Mar 2026 22:00:45 GMT' }, 'minute', 45],
    [{ 'X-Rate-Limit-Problem': 'minute' }, 'minute', 60],
    [{ 'X-Rate-Limit-Problem': 'DAY' }, 'day', 7_500],
    [{ 'X-Rate-Limit-Problem': 'day', 'Retry-After': '999999' }, 'day', 86_400],
    [{ 'X-Rate-Limit-Problem': 'concurrent' }, 'concurrent', 2],
    [{ 'X-Rate-Limit-Problem': 'AppMinute' }, 'app-minute', 60],
    [{ 'Retry-After': 'soon' }, 'unknown', 60],
  ])('429 with %o', async (headers, limit, retryAfterSeconds) => {
    const error = await failure(status(429, headers));
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ limit, retryAfterSeconds });
  });
});

describe('answers that break off', () => {
  const half = document.subarray(0, document.length / 2);
  it.each<[string, Answer]>([
    [
      'with a length',
      (_, response) =>
        void response
          .writeHead(200, { ...XML, 'Content-Length': String(document.length) })
          .write(half, () => response.destroy()),
    ],
    ['in chunks', (_, response) => void response.writeHead(200, XML).write(half, () => response.destroy())],
    [
      'without a length, closed as if complete',
      (_, response) => {
        response.useChunkedEncodingByDefault = false;
        response.writeHead(200, { ...XML, Connection: 'close' }).end(half);
      },
    ],
    [
      'in the middle of gzip',
      (_, response) => {
        const packed = gzipSync(document);
        response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed.subarray(0, packed.length - 40));
      },
    ],
    ['with nothing', (_, response) => void response.writeHead(200, XML).end()],
  ])('%s', async (_, how) => {
    expect(await failure(how)).toMatchObject({ name: 'PracticeAnswerError', reason: 'incomplete' });
  });

  it('a page instead of a list', async () => {
    expect(await failure((_, response) => void response.end('<html><body>Busy</body></html>'))).toMatchObject(
      { reason: 'not-a-list' },
    );
  });

  it('an encoding nobody asked for', async () => {
    expect(await failure(status(200, { 'Content-Encoding': 'br' }))).toBeInstanceOf(PracticeAnswerError);
  });

  it('more bytes inflated than allowed', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('<Response>'), Buffer.alloc(30_000_000, '<a/>')]));
    const error = await failure(
      (_, response) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb),
      {},
      { maxBytes: 5_000_000 },
    );
    expect(error).toMatchObject({ reason: 'too-large' });
  });
});

describe('deadlines', () => {
  const passes = async (name: string, how: Answer, request = {}) => {
    const error = await failure(how, request, { deadlines: { firstByte: 150, idle: 150, total: 600 } });
    expect(error).toBeInstanceOf(XeroUnavailableError);
    expect((error as Error).cause).toMatchObject({ message: `the ${name} deadline passed` });
  };

  it('no head', () => passes('firstByte', () => undefined));

  it('a body that stops', () =>
    passes('idle', (_, response) => void response.writeHead(200, XML).write('<Response>')));

  it('a body that drips', () =>
    passes('total', (request, response) => {
      response.writeHead(200, XML);
      const drip = setInterval(() => response.write(' <a/>'.trim()), 40);
      request.socket.once('close', () => {
        clearInterval(drip);
      });
      response.write('<Response>');
    }));

  it('what the caller allows', () => passes('total', () => undefined, { maxMilliseconds: 60 }));

  it('a reader that takes its time is no idle answer', async () => {
    answer = (_, response) => void response.writeHead(200, XML).end(document);
    const gateway = new HttpPracticeGateway({ now: () => NOW }, { deadlines: { idle: 60 } });
    let count = 0;
    for await (const record of gateway.listClients({ accessToken: 't', tenantId: 'x' })) {
      if (count === 0) await new Promise((resolve) => setTimeout(resolve, 200));
      count += Number(record.fields['Name'] !== undefined);
    }
    expect(count).toBe(300);
  });

  it('a connection that nobody takes', async () => {
    const closed = http.createServer();
    const url = await listen(closed);
    await new Promise((resolve) => closed.close(resolve));
    redirectRequests({ 'api.xero.com': url });
    expect(await failure(() => undefined)).toBeInstanceOf(XeroUnavailableError);
  });
});
