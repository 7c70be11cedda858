import type { IncomingHttpHeaders } from 'node:http';
import { type RateLimit, RateLimitedError } from '#domain/practice/errors.ts';
import type { PracticeQuota } from '#domain/practice/ports.ts';

const MINUTE = 60;
const DAY = 86_400;
/** After midnight the day's counter may take a moment to be new. */
const AFTER_MIDNIGHT = 300;
const CONCURRENT = 2;

const KINDS: Readonly<Record<string, RateLimit>> = {
  minute: 'minute',
  day: 'day',
  concurrent: 'concurrent',
  appminute: 'app-minute',
};

/** Xero's remaining calls for the practice (reference xpm-api.md, section 5). */
export function quotaOf(headers: IncomingHttpHeaders): PracticeQuota {
  return {
    dayRemaining: count(headers['x-daylimit-remaining']),
    minuteRemaining: count(headers['x-minlimit-remaining']),
  };
}

export function rateLimitOf(headers: IncomingHttpHeaders, now: Date): RateLimitedError {
  const problem = String(headers['x-rate-limit-problem'] ?? '').toLowerCase();
  const kind = KINDS[problem.replace(/[^a-z]/g, '')] ?? 'unknown';
  const asked = retryAfter(headers['retry-after'], now);
  return new RateLimitedError(kind, asked ?? usualPause(kind, now));
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3); at most a day. */
function retryAfter(value: string | undefined, now: Date): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text), DAY);
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.min(Math.max(0, Math.ceil((date - now.getTime()) / 1000)), DAY);
}

function usualPause(kind: RateLimit, now: Date): number {
  if (kind === 'concurrent') return CONCURRENT;
  if (kind !== 'day') return MINUTE;
  const secondOfDay = Math.floor(now.getTime() / 1000) % DAY;
  return Math.min(DAY - secondOfDay + AFTER_MIDNIGHT, DAY);
}

function count(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : null;
}
