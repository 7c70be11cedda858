import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PracticeAnswerError } from '#domain/practice/errors.ts';
import { promise } from '../support/promise.ts';
import { REAL_LISTS } from '../support/proof/real-lists.ts';
import { chunked, head, Wire } from '../support/proof/wire.ts';

const wire = new Wire();
const { HttpPracticeGateway } = await import('#adapters/xpm/client.ts');
const gateway = new HttpPracticeGateway({ now: () => new Date('2026-03-01T22:00:00Z') });
const r10 = promise('R10', 'a cut answer is never believed', { floor: 30_000 });

/** Exchanges at a time. */
const WIDE = 50;
const XML = { 'Content-Type': 'text/xml; charset=utf-8' };

interface Whole {
  head: string;
  bytes: Buffer;
  /** From so many bytes on only white space is missing. */
  complete: number;
}

const MODES: Record<string, (body: Buffer) => Whole> = {
  'with its length': (body) => ({
    head: head('200 OK', { ...XML, 'Content-Length': body.length }),
    bytes: body,
    complete: body.length,
  }),
  'without a length': (body) => ({
    head: head('200 OK', { ...XML, Connection: 'close' }),
    bytes: body,
    complete: Buffer.byteLength(body.toString().trimEnd()),
  }),
  'in chunks': (body) => {
    const bytes = chunked(body);
    return {
      head: head('200 OK', { ...XML, 'Transfer-Encoding': 'chunked' }),
      bytes,
      complete: bytes.length,
    };
  },
  'in gzip without a length': (body) => {
    const bytes = gzipSync(body);
    return {
      head: head('200 OK', { ...XML, 'Content-Encoding': 'gzip', Connection: 'close' }),
      bytes,
      complete: bytes.length,
    };
  },
};

/** What comes of an answer of which `length` bytes arrive before the connection ends. */
async function outcomeOf(length: number): Promise<string> {
  let records = 0;
  try {
    for await (const record of gateway.listClients({ accessToken: 't', tenantId: String(length) })) {
      records += Number(record.contacts.length >= 0);
    }
    return `accepted ${String(records)}`;
  } catch (error) {
    return error instanceof PracticeAnswerError ? error.reason : String(error);
  }
}

describe.each(REAL_LISTS)('the list "$name"', ({ bytes: body, records }) => {
  it.each(Object.keys(MODES))('cut at every byte, %s, is refused', async (mode) => {
    const whole = MODES[mode]!(body);
    wire.answer = ({ headers }, line) => {
      line.send(whole.head);
      line.send(whole.bytes.subarray(0, Number(headers['xero-tenant-id'])));
      line.end();
    };
    expect(await outcomeOf(whole.bytes.length)).toBe(`accepted ${String(records)}`);
    const believed: string[] = [];
    for (let from = 0; from < whole.complete; from += WIDE) {
      const lengths = Array.from({ length: Math.min(WIDE, whole.complete - from) }, (_, at) => from + at);
      for (const [at, outcome] of (await Promise.all(lengths.map(outcomeOf))).entries()) {
        // Within a character it is no UTF-8 either.
        if (outcome === 'incomplete' || outcome === 'malformed') r10.held();
        else believed.push(`${String(from + at)} bytes: ${outcome}`);
      }
    }
    expect(believed).toEqual([]);
  });
});
