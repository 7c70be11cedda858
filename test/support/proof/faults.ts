import { chunked, head, type Line } from './wire.ts';

/** An answer as it would have been. */
export interface Whole {
  status: string;
  type: string;
  body: Buffer;
}

type Send = (line: Line, whole: Whole) => void;

export interface Fault {
  /** Xero did what it was asked for; only its answer is spoilt. */
  effect: boolean;
  send: Send;
}

/** Virtual milliseconds between two drops: no wait between two of them is ever too long. */
const DRIP = 4_000;
const HTML = '<!doctype html><html><body><h1>Busy & gone</h1></body></html>';
const half = ({ body }: Whole) => body.subarray(0, Math.floor(body.length / 2));
const withLength = ({ status, type, body }: Whole) =>
  head(status, { 'Content-Type': type, 'Content-Length': Math.max(body.length, 2) });
const withoutLength = ({ status, type }: Whole) =>
  head(status, { 'Content-Type': type, Connection: 'close' });

function said(line: Line, status: string, headers: Record<string, string>, body = ''): void {
  line.send(
    head(status, { ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' }) + body,
  );
  line.end();
}

function dripping(line: Line, drop: string): void {
  const timer = setInterval(() => {
    if (line.isOpen) line.send(drop);
    else clearInterval(timer);
  }, DRIP);
}

const answered =
  (status: string, headers: Record<string, string> = {}, body = ''): Fault['send'] =>
  (line) => {
    said(line, status, headers, body);
  };
const JSON_TYPE = { 'Content-Type': 'application/json' };
const limit = (problem: string) => ({ 'X-Rate-Limit-Problem': problem });

/** The 14 faults of a network, and the 10 of a service. */
export const FAULTS = {
  refused: { effect: false, send: (line) => line.reset('ECONNREFUSED') },
  'reset before an answer': { effect: true, send: (line) => line.reset() },
  'reset in the body': {
    effect: true,
    send: (line, whole) => {
      line.send(withLength(whole));
      line.send(half(whole));
      setImmediate(() => setImmediate(() => line.reset()));
    },
  },
  'end in the body, with its length': {
    effect: true,
    send: (line, whole) => {
      line.send(withLength(whole));
      line.send(half(whole));
      line.end();
    },
  },
  'end in the body, without a length': {
    effect: true,
    send: (line, whole) => {
      line.send(withoutLength(whole));
      line.send(half(whole));
      line.end();
    },
  },
  'a chunk cut short': {
    effect: true,
    send: (line, whole) => {
      line.send(head(whole.status, { 'Content-Type': whole.type, 'Transfer-Encoding': 'chunked' }));
      line.send(chunked(whole.body, 40).subarray(0, 30));
      line.end();
    },
  },
  'no answer at all': { effect: true, send: () => undefined },
  'a head that drips': {
    effect: true,
    send: (line) => {
      line.send('HTTP/1.1 200 OK\r\n');
      dripping(line, 'X-More: to come\r\n');
    },
  },
  'a body that drips': {
    effect: true,
    send: (line, whole) => {
      line.send(withoutLength({ ...whole, status: '200 OK' }));
      dripping(line, whole.type.includes('xml') ? '<a/>' : ' ');
    },
  },
  'a body without end': {
    effect: true,
    send: (line, whole) => {
      line.send(withoutLength({ ...whole, status: '200 OK' }));
      line.endless(' '.repeat(256 * 1024));
    },
  },
  garbage: {
    effect: false,
    send: (line) => {
      line.send('\u0000\u0001 nothing that HTTP knows \r\n\r\n');
      line.end();
    },
  },
  'a page with 503': {
    effect: false,
    send: answered('503 Service Unavailable', { 'Content-Type': 'text/html', 'Retry-After': '5' }, HTML),
  },
  '429 with a short pause': { effect: false, send: answered('429 Too Many', { 'Retry-After': '3' }) },
  'a page with 200': { effect: false, send: answered('200 OK', { 'Content-Type': 'text/html' }, HTML) },
  '302': { effect: false, send: answered('302 Found', { Location: 'https://canary.example/' }) },
  '400 invalid_grant': {
    effect: false,
    send: answered('400 Bad Request', JSON_TYPE, '{"error":"invalid_grant"}'),
  },
  '401': { effect: false, send: answered('401 Unauthorized', JSON_TYPE, '{"Detail":"TokenExpired"}') },
  '403': {
    effect: false,
    send: answered('403 Forbidden', JSON_TYPE, '{"Detail":"AuthenticationUnsuccessful"}'),
  },
  '404': { effect: false, send: answered('404 Not Found', { 'Content-Type': 'text/html' }, HTML) },
  '429 of the minute': {
    effect: false,
    send: answered('429 Too Many', { ...limit('Minute'), 'Retry-After': '40' }),
  },
  '429 of the day': { effect: false, send: answered('429 Too Many', limit('Day')) },
  '500': {
    effect: false,
    send: answered('500 Internal Server Error', JSON_TYPE, '{"error":"server_error"}'),
  },
  '503 until a date': {
    effect: false,
    send: answered('503 Unavailable', { 'Retry-After': 'Tue, 03 Mar 2026 06:00:00 GMT' }),
  },
  'another charset': {
    effect: true,
    send: (line, { status }) =>
      said(
        line,
        status.startsWith('204') ? '200 OK' : status,
        { 'Content-Type': 'text/plain; charset=utf-16' },
        Buffer.from('{"a":"Zoë"}', 'utf16le').toString('latin1'),
      ),
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES: readonly FaultName[] = Object.keys(FAULTS).map((name) => name as FaultName);
