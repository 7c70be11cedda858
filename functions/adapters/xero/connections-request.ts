import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import https from 'node:https';

/** Xero refused; read by `errors.ts`. Nothing of the request is in it. */
class RefusedError extends Error {
  readonly response: { readonly status: number };

  constructor(status: number) {
    super(`HTTP ${String(status)}`);
    this.name = 'RefusedError';
    this.response = { status };
  }
}

/**
 * One request to `/connections`; its limits are those of whoever calls it (`withinLimits`).
 * @returns the answer's JSON, `undefined` if it has no body.
 * @throws RefusedError for any status but 2xx; SyntaxError for a body that is no JSON; what the network throws.
 */
export async function connectionsRequest(
  method: string,
  address: string,
  accessToken: string,
): Promise<unknown> {
  const headers = { accept: 'application/json', authorization: `Bearer ${accessToken}` };
  // Called through the module, so that what is done to it counts here as for every library.
  const request = https.request(new URL(address), { method, headers });
  // Whoever waits for the answer learns of a failure; one that comes later would end the process.
  request.on('error', () => undefined);
  request.end();
  const answered: unknown[] = await once(request, 'response');
  const response = answered[0];
  if (!(response instanceof IncomingMessage)) throw new Error('no answer');
  const pieces: Uint8Array[] = [];
  for await (const piece of response) if (piece instanceof Uint8Array) pieces.push(piece);
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode > 299) throw new RefusedError(statusCode);
  const text = Buffer.concat(pieces).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}
