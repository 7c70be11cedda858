import * as z from 'zod';
import type { Collection, StateStore } from '../state-store.ts';
import { gatewayError, html, json, type Reply, tooMany } from './http.ts';

export const FAULT_TARGETS = ['list', 'token', 'connections', 'revocation', 'deleteConnection'] as const;

export const FAULT_KINDS = [
  '429-minute',
  '429-day',
  '429-concurrent',
  '401-expired',
  '401-scope',
  '403',
  '500',
  '503',
  'invalid-grant',
  'status-error',
  'truncated',
  'html-200',
  'empty-list',
  'doctype',
  'hang',
  'slow',
  'drip',
  'reset',
  'lost-answer',
  'answer',
] as const;

export const FaultSchema = z.object({
  on: z.enum(FAULT_TARGETS),
  kind: z.enum(FAULT_KINDS),
  /** How many matching requests it hits. */
  times: z.number().int().positive().default(1),
  /** Matching requests let through before the first hit. */
  skip: z.number().int().min(0).default(0),
  /** Seconds, of the 429 kinds and of 503. */
  retryAfter: z.number().optional(),
  /** Of `truncated`: more announced than sent, or a clean end after a complete client. */
  cut: z.enum(['length', 'clean']).default('length'),
  /** Of `slow` before the answer, of `drip` between its pieces. */
  delayMs: z.number().default(2000),
  /** Of `answer`: anything else one wants Xero to say. */
  answer: z
    .object({
      status: z.number(),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.string().default(''),
    })
    .optional(),
});
export type Fault = z.input<typeof FaultSchema>;
export type ArmedFault = z.output<typeof FaultSchema>;

/** How an answer leaves: whole unless said otherwise. */
export type Delivery =
  { how: 'send'; delayMs?: number; pauseMs?: number } | { how: 'hang' | 'reset' | 'lose' | 'cut' };

/** Faults wait in a queue; each request takes the first one meant for it. */
export class Faults {
  private readonly queue: Collection<ArmedFault>;
  private next: number;

  constructor(state: StateStore) {
    this.queue = state.collection('xero-faults', FaultSchema);
    this.next = Math.max(0, ...this.queue.entries().map(([id]) => Number(id))) + 1;
  }

  arm(fault: Fault): void {
    this.queue.set(String(this.next), FaultSchema.parse(fault));
    this.next += 1;
  }

  waiting(): ArmedFault[] {
    return this.queue.entries().map(([, fault]) => fault);
  }

  clear(): void {
    for (const [id] of this.queue.entries()) this.queue.delete(id);
  }

  take(route: string): ArmedFault | undefined {
    const [id, fault] = this.queue.entries().find(([, waiting]) => waiting.on === route) ?? [];
    if (id === undefined || !fault) return undefined;
    if (fault.skip > 0) {
      this.queue.set(id, { ...fault, skip: fault.skip - 1 });
      return undefined;
    }
    if (fault.times > 1) this.queue.set(id, { ...fault, times: fault.times - 1 });
    else this.queue.delete(id);
    return fault;
  }
}

/** The answer of a fault that keeps the request from the service; undefined: the service answers first. */
export function answerInstead(fault: ArmedFault): Reply | undefined {
  const retryAfter = fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) };
  switch (fault.kind) {
    case '429-minute':
      return tooMany({ ...limitHeaders('minute', '4539', '0'), 'Retry-After': '22', ...retryAfter });
    case '429-day':
      return tooMany({ ...limitHeaders('day', '0', '60'), 'Retry-After': '36000', ...retryAfter });
    case '429-concurrent':
      return tooMany(limitHeaders('concurrent', '4539', '48'));
    case '401-expired':
      return gatewayError(401, 'TokenExpired: token expired at 04/29/2020 09:22:02');
    case '401-scope':
      return gatewayError(401, 'AuthorizationUnsuccessful');
    case '403':
      return gatewayError(403, 'AuthenticationUnsuccessful', { 'X-AppMinLimit-Remaining': '9938' });
    case '500':
      return { ...html(500, '<html><body><h1>Server Error</h1></body></html>') };
    case '503':
      return gatewayError(503, 'ServiceNotAvailable', retryAfter);
    case 'invalid-grant':
      return json(400, { error: 'invalid_grant' });
    case 'html-200':
      return html(200, '<!doctype html><html><body><h1>We are doing some maintenance</h1></body></html>');
    case 'status-error':
      return xml(
        '<Response api-method="List"><Status>ERROR</Status><ErrorDescription>Something went wrong</ErrorDescription></Response>',
      );
    case 'empty-list':
      return fault.on === 'connections'
        ? json(200, [])
        : xml('<Response api-method="List"><Status>OK</Status><Clients /></Response>');
    case 'answer':
      return fault.answer ?? { status: 200, headers: {} };
    case 'hang':
    case 'reset':
      return { status: 0, headers: {} };
    default:
      return undefined;
  }
}

/** What a fault makes of the service's own answer, and how it leaves. */
export function spoil(fault: ArmedFault, reply: Reply): { reply: Reply; delivery: Delivery } {
  switch (fault.kind) {
    case 'hang':
    case 'reset':
      return { reply, delivery: { how: fault.kind } };
    case 'lost-answer':
      return { reply, delivery: { how: 'lose' } };
    case 'slow':
      return { reply, delivery: { how: 'send', delayMs: fault.delayMs } };
    case 'drip':
      return { reply, delivery: { how: 'send', pauseMs: fault.delayMs } };
    case 'doctype':
      return {
        reply: { ...reply, body: `<!DOCTYPE Response [<!ENTITY a "aaaaaaaa">]>${whole(reply)}` },
        delivery: { how: 'send' },
      };
    case 'truncated':
      return truncate(reply, fault.cut);
    default:
      return { reply, delivery: { how: 'send' } };
  }
}

function truncate(reply: Reply, cut: ArmedFault['cut']): { reply: Reply; delivery: Delivery } {
  const text = whole(reply);
  const half = Math.floor(text.length / 2);
  if (cut === 'length') {
    const headers = { ...reply.headers, 'Content-Length': String(Buffer.byteLength(text)) };
    return { reply: { ...reply, headers, body: text.slice(0, half) }, delivery: { how: 'cut' } };
  }
  const end = text.indexOf('</Client>', half);
  const kept = end < 0 ? text.slice(0, half) : text.slice(0, end + '</Client>'.length);
  return { reply: { ...reply, body: [kept] }, delivery: { how: 'send' } };
}

const whole = ({ body = '' }: Reply) => (typeof body === 'string' ? body : [...body].join(''));

const xml = (body: string): Reply => ({
  status: 200,
  headers: { 'Content-Type': 'text/xml; charset=utf-8' },
  body,
});

const limitHeaders = (problem: string, day: string, minute: string) => ({
  'X-Rate-Limit-Problem': problem,
  'X-DayLimit-Remaining': day,
  'X-MinLimit-Remaining': minute,
  'X-AppMinLimit-Remaining': '9938',
});
