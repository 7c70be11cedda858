import type { IncomingMessage } from 'node:http';
import { AccessRefusedError, XeroUnavailableError } from '#domain/connection/errors.ts';
import { DomainError } from '#domain/errors.ts';
import { PracticeAnswerError, PracticeRefusedError } from '#domain/practice/errors.ts';
import type {
  PracticeGateway,
  PracticeListRequest,
  PracticeQuota,
  PracticeRecord,
} from '#domain/practice/ports.ts';
import type { Clock } from '#domain/system.ts';
import { quotaOf, rateLimitOf } from './limits.ts';
import { readList } from './read-list.ts';
import { type Deadlines, Exchange } from './request.ts';

const HOST = 'api.xero.com';
const LIST = '/practicemanager/3.1/client.api/list';

const DEADLINES: Deadlines = { connect: 10_000, firstByte: 180_000, idle: 30_000, total: 600_000 };
/** Ten times the largest list anybody reports (reference xpm-api.md 2.2). */
const MAX_BYTES = 512 * 1024 * 1024;

export interface PracticeGatewayOptions {
  deadlines?: Partial<Deadlines>;
  maxBytes?: number;
}

/** XPM's API v3.1 over HTTPS: one request a call, no redirects, no retries; XML, because JSON is not public. */
export class HttpPracticeGateway implements PracticeGateway {
  private readonly deadlines: Deadlines;
  private readonly maxBytes: number;

  constructor(
    private readonly clock: Clock,
    options: PracticeGatewayOptions = {},
  ) {
    this.deadlines = { ...DEADLINES, ...options.deadlines };
    this.maxBytes = options.maxBytes ?? MAX_BYTES;
  }

  async *listClients(request: PracticeListRequest): AsyncGenerator<PracticeRecord, PracticeQuota, undefined> {
    const exchange = new Exchange(
      {
        method: 'GET',
        hostname: HOST,
        path: pathOf(request.modifiedSince),
        headers: {
          Authorization: `Bearer ${request.accessToken}`,
          'xero-tenant-id': request.tenantId,
          Accept: 'text/xml',
          'Accept-Encoding': 'gzip',
        },
      },
      { ...this.deadlines, total: Math.min(this.deadlines.total, request.maxMilliseconds ?? Infinity) },
    );
    try {
      const response = await exchange.head();
      this.check(response);
      yield* readList(exchange.body(response), this.maxBytes);
      return quotaOf(response.headers);
    } catch (error) {
      throw asDomainError(error, exchange);
    } finally {
      exchange.end();
    }
  }

  private check({ statusCode = 0, headers }: IncomingMessage): void {
    if (statusCode === 401 || statusCode === 403) throw new AccessRefusedError(statusCode);
    if (statusCode === 429) throw rateLimitOf(headers, this.clock.now());
    if (statusCode === 408 || statusCode >= 500) throw new XeroUnavailableError();
    if (statusCode >= 400) throw new PracticeRefusedError(`HTTP status ${String(statusCode)}`);
    if (statusCode !== 200) throw new PracticeAnswerError('not-a-list');
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity' && encoding !== 'gzip') throw new PracticeAnswerError('malformed');
  }
}

/** `yyyy-MM-ddTHH:mm:ss`, UTC without a zone (reference xpm-api.md 2.2). */
function pathOf(modifiedSince: Date | undefined): string {
  return modifiedSince === undefined
    ? LIST
    : `${LIST}?modifiedsince=${modifiedSince.toISOString().slice(0, 19)}`;
}

function asDomainError(error: unknown, exchange: Exchange): DomainError {
  if (exchange.deadline !== undefined)
    return new XeroUnavailableError(undefined, { cause: exchange.deadline });
  if (error instanceof DomainError) return error;
  // Before the head it is the network; after it, an answer that was cut short.
  return exchange.answered
    ? new PracticeAnswerError('incomplete', { cause: error })
    : new XeroUnavailableError(undefined, { cause: error });
}
