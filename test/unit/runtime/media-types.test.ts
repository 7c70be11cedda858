import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import type { Access } from '#domain/access/access.ts';
import type { Gate } from '#domain/access/gate.ts';
import { DomainError } from '#domain/errors.ts';
import { httpEntry } from '#runtime/http.ts';
import { aUser } from '../../support/builders.ts';
import { httpEvent, lambdaContext } from '../../support/lambda-context.ts';

const access: Access = { auth: 'user', role: 'member' };
const open: Gate = () => Promise.resolve({ user: aUser('ada'), mfa: true });
const contract = {
  operationId: 'test',
  access,
  pathParameters: z.strictObject({}),
  query: z.strictObject({}),
  body: z.instanceof(Uint8Array),
  consumes: {
    mediaTypes: ['text/csv' as const, 'application/octet-stream' as const],
    maxBytes: 2 * 1024 * 1024,
  },
  success: { status: 200, schema: z.string(), produces: 'text/csv' as const },
};
const echo = httpEntry(
  contract,
  ({ body }) => Promise.resolve({ body: Buffer.from(body).toString('latin1'), headers: { 'x-more': '1' } }),
  open,
);
type Request = Parameters<typeof httpEvent>[0];
const call = (request: Request) => echo(httpEvent(request), lambdaContext());
const codeOf = (body = '{}') => (JSON.parse(body) as { error?: { code: string } }).error?.code;

describe('a body that is no JSON', () => {
  it('reaches the handler byte by byte, and the answer leaves as it is', async () => {
    const bytes = Buffer.from([0x5a, 0xeb, 0x0d, 0x22]);
    const binary = await call({
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    });
    expect(binary).toMatchObject({ statusCode: 200, body: bytes.toString('latin1') });
    expect(binary.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'x-more': '1' });
    const text = await call({ headers: { 'content-type': 'Text/CSV; charset=utf-8' }, body: '"a,\r\n' });
    expect(text.body).toBe('"a,\r\n');
  });

  it('may be empty: what that means is the handler’s to say', async () => {
    expect(await call({ headers: { 'content-type': 'text/csv' } })).toMatchObject({
      statusCode: 200,
      body: '',
    });
  });

  it.each<[string, Request, number, string]>([
    [
      'another type',
      { headers: { 'content-type': 'application/json' }, body: '{}' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['no type', { body: 'a' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'too much',
      { headers: { 'content-type': 'text/csv' }, body: 'x'.repeat(2 * 1024 * 1024 + 1) },
      413,
      'PAYLOAD_TOO_LARGE',
    ],
  ])('is refused as %s', async (_, request, status, code) => {
    const { statusCode, body, headers } = await call(request);
    expect([statusCode, codeOf(body)]).toEqual([status, code]);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    if (status === 413) expect(body).toContain('larger than 2 MB');
  });

  it('leaves errors as JSON, with what programs need of them', async () => {
    const failing = httpEntry(
      contract,
      () => Promise.reject(new DomainError('conflict', 'TAKEN', 'Taken.', { details: { clientId: 'c' } })),
      open,
    );
    const { statusCode, body = '' } = await failing(
      httpEvent({ headers: { 'content-type': 'text/csv' } }),
      lambdaContext(),
    );
    expect(statusCode).toBe(409);
    expect(JSON.parse(body)).toEqual({
      error: { code: 'TAKEN', message: 'Taken.', details: { clientId: 'c' }, requestId: 'request-1' },
    });
  });
});
