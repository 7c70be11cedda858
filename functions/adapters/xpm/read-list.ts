import { PracticeAnswerError } from '#domain/practice/errors.ts';
import type { PracticeRecord } from '#domain/practice/ports.ts';
import { ListParser } from './list-parser.ts';

/** Yields the records of an answer while its (inflated) bytes arrive; returns only when the answer was complete. */
export async function* readList(
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<PracticeRecord, void, undefined> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const parser = new ListParser();
  let read = 0;
  for await (const piece of bytes) {
    read += piece.length;
    if (read > maxBytes) throw new PracticeAnswerError('too-large');
    yield* parser.write(decode(utf8, piece));
  }
  yield* parser.write(decode(utf8));
  parser.end();
}

function decode(utf8: InstanceType<typeof TextDecoder>, piece?: Uint8Array): string {
  try {
    return piece === undefined ? utf8.decode() : utf8.decode(piece, { stream: true });
  } catch (error) {
    throw new PracticeAnswerError('malformed', { cause: error });
  }
}
