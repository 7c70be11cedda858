import { accessToken } from '../auth/session.ts';
import { apiErrorOf, ApiError } from './api-error.ts';
import { ENDPOINTS, type Route } from './endpoints.ts';
import type { Input, Output } from './types.ts';

/** API Gateway gives up after 30 seconds; what takes longer has no answer. */
const DEADLINE_MILLISECONDS = 35_000;

interface CallOptions {
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** Calls a route as the signed-in user. Fails with `ApiError`. */
export async function call<R extends Route>(
  route: R,
  input: Input<R> = {},
  options: CallOptions = {},
): Promise<Output<R>> {
  const response = await send(route, input, options);
  return answerOf<R>(response);
}

/** Calls a route for its CSV. */
export async function callForCsv<R extends Route>(route: R, input: Input<R> = {}): Promise<Blob> {
  const response = await send(route, input, { headers: { accept: 'text/csv' } });
  return response.blob();
}

// The one place where an answer gets its type: same origin, deployed together, and every handler's answer is checked
// against its contract by the end-to-end tests. Its schemas would double the portal's script.
async function answerOf<R extends Route>(response: Response): Promise<Output<R>> {
  const text = await response.text();
  // eslint-disable-next-line @typescript-eslint/no-unsafe-return
  return JSON.parse(text === '' ? 'null' : text);
}

async function send<R extends Route>(
  route: R,
  { path, query, body }: Input<R>,
  { signal, headers }: CallOptions,
): Promise<Response> {
  const [method, template] = split(ENDPOINTS[route]);
  const file = body instanceof Blob;
  const deadline = AbortSignal.timeout(DEADLINE_MILLISECONDS);
  const response = await answered(`/api${fill(template, path)}${queryString(query)}`, {
    method,
    headers: {
      authorization: `Bearer ${await accessToken()}`,
      ...(body === undefined
        ? {}
        : { 'content-type': file ? 'application/octet-stream' : 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: file ? body : JSON.stringify(body) }),
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
  });
  if (!response.ok) throw apiErrorOf(response.status, await jsonOrUndefined(response));
  return response;
}

async function answered(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted === true && !isTimeout(error)) throw error;
    const message = isTimeout(error)
      ? 'The portal did not answer in time. Try again in a moment.'
      : 'The portal cannot be reached. Check your internet connection and try again.';
    throw new ApiError(0, isTimeout(error) ? 'TIMEOUT' : 'UNREACHABLE', message, undefined, {});
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

async function jsonOrUndefined(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // Not ours but a proxy's page: its status says all there is to know.
    return undefined;
  }
}

function split(endpoint: string): [method: string, template: string] {
  const [method = '', template = ''] = endpoint.split(' ');
  return [method, template];
}

function fill(template: string, path: object | undefined): string {
  const values = new Map<string, string>(Object.entries(path ?? {}));
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values.get(name) ?? ''));
}

function queryString(query: object | undefined): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[name, String(value)]]
      : [],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}
