/** What must not get out, by kind. */
export const KINDS = [
  ...([
    'access token',
    'refresh token',
    'id token',
    'code',
    'state',
    'client secret',
    'Basic header',
    'JWT',
  ] as const),
  ...(['TOTP secret', 'e-mail', 'phone', 'name', 'note'] as const),
] as const;
export type Kind = (typeof KINDS)[number];
/** Where it could get out. */
export const SINKS = [
  ...(['log', 'workflow input', 'workflow output', 'event', 'error body', 'URL', 'audit'] as const),
  ...(['records', 'connections', 'mail to another firm'] as const),
] as const;
export type Sink = (typeof SINKS)[number];

export interface Canary {
  kind: Kind;
  value: string;
}

/** The portal's copy of the clients is there to hold these. */
const STORED_ON_PURPOSE = new Set<Kind>(['e-mail', 'phone', 'name']);
const isAllowed = (kind: Kind, sink: Sink) => sink === 'records' && STORED_ON_PURPOSE.has(kind);

/** Whatever else was not foreseen to be one. An encrypted token (JWE) has no readable second part. */
const JWT = /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/;

/** The forms in which a text can leave: as it is, in JSON, in an address, in base64 (without what its neighbours change). */
export function formsOf(value: string): string[] {
  const inBase64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]).toString('base64url');
    return text.slice(shift === 0 ? 0 : shift + 1, Math.floor(((value.length + shift) * 8) / 6 / 4) * 4);
  });
  const json = JSON.stringify(value).slice(1, -1);
  return [...new Set([value, json, encodeURIComponent(value), ...(value.length > 11 ? inBase64 : [])])];
}

/** Which of these a text of this sink holds although it must not; says the kind, never the value. */
export class LeakSearch {
  private readonly forms: { kind: Kind; form: string }[];

  constructor(canaries: Iterable<Canary>) {
    this.forms = [...canaries]
      // A shorter one would be found by chance.
      .filter(({ value }) => value.length >= 6)
      .flatMap(({ kind, value }) => formsOf(value).map((form) => ({ kind, form })));
  }

  in(sink: Sink, text: string): Kind[] {
    const found = this.forms.filter(({ kind, form }) => !isAllowed(kind, sink) && text.includes(form));
    const kinds = new Set(found.map(({ kind }) => kind));
    if (JWT.test(text)) kinds.add('JWT');
    return [...kinds];
  }

  /** In words, with the beginning of what held it. */
  report(sink: Sink, texts: Iterable<string>): string[] {
    const reports = new Set<string>();
    for (const text of texts) {
      for (const kind of this.in(sink, text)) reports.add(`${sink} holds a ${kind}: ${text.slice(0, 160)}`);
    }
    return [...reports].slice(0, 10);
  }
}
