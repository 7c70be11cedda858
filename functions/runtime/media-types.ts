/** What bodies of requests and answers may be. */
export type MediaType = 'application/json' | 'text/csv' | 'application/octet-stream';

/** A body that is no JSON: the handler gets its bytes. */
export interface RawBody {
  mediaTypes: readonly MediaType[];
  maxBytes: number;
}

export function contentTypeOf(mediaType: MediaType): string {
  return mediaType === 'application/octet-stream' ? mediaType : `${mediaType}; charset=utf-8`;
}

/** The type itself, without its parameters. */
export function mediaTypeIn(contentType = ''): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

/**
 * Which of the offered types a caller prefers (RFC 9110, 12.5.1); the first one on a tie and for those who do not say.
 * Undefined: none of them will do.
 */
export function preferred(accept: string | undefined, offered: readonly MediaType[]): MediaType | undefined {
  const ranges = (accept ?? '')
    .split(',')
    .map(rangeIn)
    .filter(({ range }) => range !== '');
  if (ranges.length === 0) return offered[0];
  const rated = offered.map((mediaType) => ({ mediaType, quality: qualityOf(mediaType, ranges) }));
  const best = Math.max(...rated.map(({ quality }) => quality));
  return best > 0 ? rated.find(({ quality }) => quality === best)?.mediaType : undefined;
}

interface MediaRange {
  range: string;
  quality: number;
}

function rangeIn(text: string): MediaRange {
  const weight = /;\s*q\s*=\s*(\d(?:\.\d{0,3})?)\s*(?:;|$)/i.exec(text)?.[1];
  return { range: mediaTypeIn(text), quality: weight === undefined ? 1 : Number(weight) };
}

/** The most specific range decides. */
function qualityOf(mediaType: MediaType, ranges: readonly MediaRange[]): number {
  const group = `${mediaType.split('/')[0] ?? ''}/*`;
  for (const range of [mediaType, group, '*/*']) {
    const found = ranges.find((each) => each.range === range);
    if (found !== undefined) return found.quality;
  }
  return 0;
}
