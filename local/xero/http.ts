import type { IncomingHttpHeaders } from 'node:http';

export interface Incoming {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  /** Pieces are written as the receiver takes them. */
  body?: string | Iterable<string>;
  /** Called when the answer has left, or cannot leave any more. */
  done?: () => void;
}

export const html = (status: number, page: string): Reply => ({
  status,
  headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  body: page,
});

export const json = (status: number, value: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  body: JSON.stringify(value),
});

export const redirect = (location: string): Reply => ({
  status: 302,
  headers: { Location: location, 'Cache-Control': 'no-store' },
});

export const tooMany = (headers: Record<string, string>): Reply => ({
  status: 429,
  headers: { ...headers, 'Content-Length': '0' },
});

/** What Xero's gateway answers before a request reaches an API. */
export function gatewayError(
  status: number,
  detail: string | null,
  headers: Record<string, string> = {},
): Reply {
  const titles: Record<number, string> = {
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'Not Found',
    503: 'Service Unavailable',
  };
  return {
    status,
    headers: {
      'Content-Type': 'application/json',
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer error=invalid_token' }),
      ...headers,
    },
    body: JSON.stringify({
      Type: null,
      Title: titles[status] ?? 'Error',
      Status: status,
      Detail: detail,
      Instance: crypto.randomUUID(),
      Extensions: {},
    }),
  };
}

/** An e-mail, a name, a token: never trusted to be harmless in a page. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
