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
