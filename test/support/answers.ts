/** The JSON of a route that can also answer a file; fails if it was the file. */
export function jsonOf<Body>(answer: { body: Body } | { text: string }): Body {
  if ('body' in answer) return answer.body;
  throw new Error('The answer is a file');
}

/** The file, as rows of cells; none of them may hold a quote or an end of a line. */
export function fileOf(answer: { body: unknown } | { text: string; headers?: Record<string, string> }) {
  if (!('text' in answer)) throw new Error('The answer is no file');
  const { text, headers = {} } = answer;
  const rows = text.replace(/^\uFEFF/, '').trimEnd();
  return { headers, text, rows: rows.split('\r\n').map((row) => row.split(',')) };
}
