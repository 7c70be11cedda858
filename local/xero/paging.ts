import { createHmac } from 'node:crypto';
import type { Element } from './document.ts';

const API = 'https://api.xero.com/practicemanager/3.1/';

/** One page of a list, or undefined if the token or the size is not one. */
export function pageOf<T>(
  all: T[],
  parameter: (name: string) => string | null,
  path: string,
  query: (size: number, token: string) => string,
) {
  const size = Number(parameter('pagesize') ?? 50);
  const token = parameter('pagetoken');
  const start = token === null ? 0 : readToken(token, path);
  if (!Number.isInteger(size) || size < 1 || size > 500 || start === undefined) return undefined;
  const next: Element[] =
    start + size < all.length
      ? [['Next', `${API}${path}?${query(size, makeToken(start + size, path))}`]]
      : [];
  const links: Element[] = [['First', `${API}${path}?pageSize=${String(size)}`], ...next];
  const pagination: Element = ['Pagination', [['Links', links]]];
  return { items: all.slice(start, start + size), pagination };
}

/** Opaque, URL-safe and 60 characters long, like Xero's. */
function makeToken(start: number, path: string): string {
  const position = String(start).padStart(13, '0');
  return Buffer.concat([
    createHmac('sha256', path).update(position).digest(),
    Buffer.from(position),
  ]).toString('base64url');
}

function readToken(token: string, path: string): number | undefined {
  const start = Number(Buffer.from(token, 'base64url').subarray(32).toString());
  return Number.isInteger(start) && makeToken(start, path) === token ? start : undefined;
}
