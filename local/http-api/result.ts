import type { ServerResponse } from 'node:http';
import * as z from 'zod';

const ResultSchema = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});
type Result = z.infer<typeof ResultSchema>;

/** Writes what a function answered (payload format 2.0); throws if API Gateway could make no response of it. */
export function writeResult(
  response: ServerResponse,
  answer: unknown,
  rewrite: (text: string) => string,
): void {
  const result = parseResult(answer);
  const headers = new Map(
    Object.entries(result.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  if (!headers.has('content-type') && result.body !== '')
    headers.set('content-type', 'text/plain;charset=UTF-8');
  const location = headers.get('location');
  if (location !== undefined) headers.set('location', rewrite(location));
  const body = result.isBase64Encoded
    ? Buffer.from(result.body, 'base64')
    : Buffer.from(rewrite(result.body));
  headers.delete('content-length');
  for (const [name, value] of headers) response.setHeader(name, value);
  if (result.cookies.length > 0) response.setHeader('set-cookie', result.cookies);
  response.statusCode = result.statusCode;
  response.end(body);
}

export function writeMessage(response: ServerResponse, status: number, message: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ message }));
}

function parseResult(answer: unknown): Result {
  if (typeof answer === 'object' && answer !== null && 'statusCode' in answer)
    return ResultSchema.parse(answer);
  const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    cookies: [],
    body,
    isBase64Encoded: false,
  };
}
