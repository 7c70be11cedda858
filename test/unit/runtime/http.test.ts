import * as z from 'zod';
import { describe, expect, it, vi } from 'vitest';
import type { Access } from '#domain/access/access.ts';
import type { Gate } from '#domain/access/gate.ts';
import { DomainError, type ErrorKind } from '#domain/errors.ts';
import { httpEntry, publicHttpEntry } from '#runtime/http.ts';
import { logger } from '#runtime/logger.ts';
import { httpEvent, lambdaContext } from '../../support/lambda-context.ts';

const USER = {
  firmId: '11111111-1111-4111-8111-111111111111',
  userId: 'user-1',
  email: 'ada@example.com',
  name: 'Ada',
  role: 'admin' as const,
  active: true,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const access: Access = { auth: 'user', role: 'member' };
const contract = {
  operationId: 'test',
  access,
  pathParameters: z.strictObject({ id: z.string() }),
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(25) }),
  body: z.strictObject({ mode: z.enum(['auto', 'full']).default('auto') }).prefault({}),
  headers: ['idempotency-key'],
  success: { status: 202, schema: z.object({ seen: z.unknown() }) },
};
const open: Gate = () => Promise.resolve({ user: USER, mfa: true });
type Request = Parameters<typeof httpEvent>[0];

const echo = httpEntry(
  contract,
  (request) => Promise.resolve({ body: { seen: request, secret: 'x' } }),
  open,
);
const call = async (request: Request, entry = echo) => {
  const result = await entry(httpEvent({ path: { id: '1' }, ...request }), lambdaContext());
  const json: {
    error?: { code: string; message: string; requestId: string };
    seen?: Record<string, unknown>;
  } = JSON.parse(result.body ?? '{}');
  return { ...result, json };
};
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a request of a signed-in user', () => {
  it('reaches the handler parsed, with defaults, and answers by the contract', async () => {
    const { statusCode, json } = await call({
      query: 'limit=7',
      headers: { ...JSON_TYPE, 'idempotency-key': 'k', 'x-other': 'no' },
      cookies: ['a=1', 'b=x=y'],
      body: '{"mode":"full"}',
    });
    expect(statusCode).toBe(202);
    expect(json).toEqual({
      seen: {
        caller: { user: USER, mfa: true, sourceIp: '203.0.113.7', requestId: 'request-1' },
        path: { id: '1' },
        query: { limit: 7 },
        body: { mode: 'full' },
        headers: { 'idempotency-key': 'k' },
        cookies: { a: '1', b: 'x=y' },
        accepts: 'application/json',
      },
    });
  });

  it.each<[string, Request, number, string]>([
    ['malformed JSON', { headers: JSON_TYPE, body: '{"mode":' }, 400, 'MALFORMED_JSON'],
    ['an unknown field', { headers: JSON_TYPE, body: '{"firmId":"x"}' }, 400, 'INVALID_REQUEST'],
    ['a wrong type', { headers: JSON_TYPE, body: '{"mode":1}' }, 400, 'INVALID_REQUEST'],
    ['a list for an object', { headers: JSON_TYPE, body: '[]' }, 400, 'INVALID_REQUEST'],
    ['null', { headers: JSON_TYPE, body: 'null' }, 400, 'INVALID_REQUEST'],
    ['an unknown query parameter', { query: 'x=1' }, 400, 'INVALID_REQUEST'],
    ['a repeated query parameter', { query: 'limit=1&limit=2' }, 400, 'INVALID_REQUEST'],
    ['a limit that is none', { query: 'limit=abc' }, 400, 'INVALID_REQUEST'],
    [
      'another content type',
      { headers: { 'content-type': 'text/plain' }, body: '{}' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['no content type', { body: '{}' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a body of over 64 KB',
      { headers: JSON_TYPE, body: `"${'x'.repeat(65_536)}"` },
      413,
      'PAYLOAD_TOO_LARGE',
    ],
  ])('refuses %s', async (_name, request, status, code) => {
    const { statusCode, json } = await call(request);
    expect([statusCode, json.error?.code]).toEqual([status, code]);
    expect(json.error?.requestId).toBe('request-1');
  });

  it('names the field and the reason', async () => {
    const { json } = await call({ headers: JSON_TYPE, body: '{"mode":"x"}' });
    expect(json.error?.message).toMatch(/body\.mode: /);
  });

  it('accepts an empty body, a charset, base64 and duplicate keys', async () => {
    const encoded = Buffer.from('{"mode":"full"}').toString('base64');
    const type = { 'content-type': 'Application/JSON; charset=utf-8' };
    const answers = await Promise.all([
      call({}),
      call({ headers: type, body: encoded, isBase64Encoded: true }),
      call({ headers: JSON_TYPE, body: '{"mode":"auto","mode":"full"}' }),
    ]);
    expect(answers.map(({ json }) => json.seen?.['body'])).toEqual([
      { mode: 'auto' },
      { mode: 'full' },
      { mode: 'full' },
    ]);
  });

  it('never lets __proto__ through', async () => {
    const { json } = await call({ headers: JSON_TYPE, body: '{"__proto__":{"mode":"full"}}' });
    expect(json.error?.code ?? json.seen?.['body']).toSatisfy(
      (seen) => seen === 'INVALID_REQUEST' || JSON.stringify(seen) === '{"mode":"auto"}',
    );
  });

  it('refuses a body where the contract has none, but for an empty object', async () => {
    const { operationId, pathParameters, query, success } = contract;
    const without = { operationId, access, pathParameters, query, success };
    const entry = httpEntry(without, () => Promise.resolve({ body: { seen: 1 } }), open);
    const { statusCode, json } = await call({ headers: JSON_TYPE, body: '{"mode":"full"}' }, entry);
    expect([statusCode, json.error?.code]).toEqual([400, 'INVALID_REQUEST']);
    expect((await call({ headers: JSON_TYPE, body: ' {} ' }, entry)).statusCode).toBe(202);
  });

  it('asks the gate before it reads anything', async () => {
    const gate: Gate = () =>
      Promise.reject(new DomainError('unauthenticated', 'SIGN_IN_REQUIRED', 'Sign in first.'));
    const entry = httpEntry(contract, () => Promise.resolve({ body: { seen: 1 } }), gate);
    const result = await call({ headers: JSON_TYPE, body: '{"broken' }, entry);
    expect([result.statusCode, result.json.error?.code]).toEqual([401, 'SIGN_IN_REQUIRED']);
    expect(result.headers['www-authenticate']).toBe('Bearer');
  });
});

describe('an answer', () => {
  it('carries the security headers, also when it is an error', async () => {
    const answers = [await call({}), await call({ query: 'x=1' })];
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.stringContaining('max-age=31536000'),
      });
    }
  });

  it.each<[ErrorKind, number]>([
    ['invalid', 400],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['not-found', 404],
    ['conflict', 409],
    ['too-large', 413],
    ['too-many', 429],
    ['unavailable', 503],
  ])('turns a failure of kind %s into %i', async (kind, status) => {
    const entry = httpEntry(contract, () => Promise.reject(new DomainError(kind, 'CODE', 'Words.')), open);
    const { statusCode, json } = await call({}, entry);
    expect(statusCode).toBe(status);
    expect(json).toEqual({ error: { code: 'CODE', message: 'Words.', requestId: 'request-1' } });
  });

  it('says nothing about an unexpected failure, and logs it without data', async () => {
    const log = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    const entry = httpEntry(
      contract,
      () => Promise.resolve({ body: { seen: JSON.parse('canary-7') } }),
      open,
    );
    const { statusCode, body } = await call({}, entry);
    expect(statusCode).toBe(500);
    expect(body).not.toMatch(/canary|SyntaxError|at /);
    expect(body).toContain('INTERNAL_ERROR');
    expect(log).toHaveBeenCalledWith('HANDLE_REQUEST_FAILED', expect.anything());
    expect(JSON.stringify(log.mock.calls)).not.toContain('canary-7');
    log.mockRestore();
  });

  it('fails rather than send what the schema refuses', async () => {
    const log = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
    const strict = { ...contract, success: { status: 200, schema: z.object({ count: z.number() }) } };
    const entry = httpEntry(strict, () => Promise.resolve({ body: { count: Number.NaN } }), open);
    expect((await call({}, entry)).statusCode).toBe(500);
    log.mockRestore();
  });

  it('of 302 has no body, but cookies and headers', async () => {
    const redirect = {
      ...contract,
      access: { auth: 'none' } as const,
      success: { status: 302, schema: z.undefined() },
    };
    const entry = publicHttpEntry(redirect, () =>
      Promise.resolve({ body: undefined, headers: { location: 'https://a.example/' }, cookies: ['c=1'] }),
    );
    const result = await entry(httpEvent({ path: { id: '1' } }), lambdaContext());
    expect(result).toMatchObject({ statusCode: 302, cookies: ['c=1'] });
    expect(result.body).toBeUndefined();
    expect(result.headers).toMatchObject({ location: 'https://a.example/', 'cache-control': 'no-store' });
  });
});

describe('entries', () => {
  it('refuse a contract whose access they do not enforce', () => {
    const handler = () => Promise.resolve({ body: { seen: 1 } });
    expect(() => publicHttpEntry(contract, handler)).toThrow(/needs a gate/);
    expect(() => httpEntry({ ...contract, access: { auth: 'none' } }, handler, open)).toThrow(/public/);
  });
});
