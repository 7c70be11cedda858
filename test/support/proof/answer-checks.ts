import { answerSchema, publishedCodes } from './published-api.ts';
import type { Folder } from './api-entries.ts';
import { problemsOf } from './json-schema.ts';
import { innardsIn } from './innards.ts';

export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  text: string;
  /** Undefined when there was no JSON in it. */
  body: unknown;
}

const HEADERS: Record<string, RegExp> = {
  'cache-control': /^no-store$/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'strict-transport-security': /^max-age=(3153[6-9]|31[6-9]|3[2-9]|[4-9])\d{3,}; includeSubDomains$/,
};
/** What of an answer is said by headers of its own. */
const ALSO = new Set([
  'content-type',
  'vary',
  'location',
  'www-authenticate',
  'content-disposition',
  'x-file-cut',
]);

/** What no answer may be: unpublished, unprotected, talkative, or about another firm. Empty if all is well. */
export function wrongWith(folder: Folder, answer: ApiAnswer, foreignMarks: readonly string[]): string[] {
  const { status, text } = answer;
  return [
    ...foreignMarks.filter((mark) => text.includes(mark)).map((mark) => `${String(status)} shows ${mark}`),
    ...headerProblems(answer),
    ...(status >= 400 ? refusalProblems(folder, answer) : []),
    ...publishedProblems(folder, answer),
  ];
}

function headerProblems({ status, headers }: ApiAnswer): string[] {
  const missing = Object.entries(HEADERS).filter(([name, form]) => !form.test(headers[name] ?? ''));
  const unknown = Object.keys(headers).filter((name) => !(name in HEADERS) && !ALSO.has(name));
  return [
    ...missing.map(([name]) => `${String(status)} without a good ${name}`),
    ...unknown.map((name) => `${String(status)} with the header ${name}`),
    ...(status === 401 && headers['www-authenticate'] !== 'Bearer' ? ['401 without a challenge'] : []),
  ];
}

/** Dull: a published code, words, the request's id, and nothing of the inside. */
function refusalProblems(folder: Folder, { status, text, body, headers }: ApiAnswer): string[] {
  const { code = '', requestId = '' } =
    (body as { error?: { code?: string; requestId?: string } })?.error ?? {};
  const said = `${text} ${JSON.stringify(headers)}`;
  return [
    ...innardsIn(said).map((found) => `${String(status)} says ${found}`),
    ...(requestId === 'request-1'
      ? []
      : [`${String(status)} without the request's id: ${text.slice(0, 100)}`]),
    ...(publishedCodes(folder).has(code) ? [] : [`${String(status)} with the unpublished code ${code}`]),
  ];
}

function publishedProblems(folder: Folder, { status, headers, text, body }: ApiAnswer): string[] {
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';');
  const schema = answerSchema(folder, status, mediaType);
  if (schema === undefined) return [`${String(status)} ${mediaType} is not published`];
  if (schema === 'no body') return text === '' ? [] : [`${String(status)} with a body`];
  const value = mediaType === 'application/json' ? body : text;
  return problemsOf(schema, value)
    .slice(0, 3)
    .map((problem) => `${String(status)} ${problem}`);
}
