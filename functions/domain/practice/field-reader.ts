/** The most characters of each element, trimmed. */
export type Limits = Readonly<Record<string, number>>;

export class OverLongError extends Error {}

/** Reads trimmed texts; empty ones are absent. `where` goes into the words about an over-long one. */
export function fieldReader(fields: Readonly<Record<string, string>>, limits: Limits, where?: string) {
  const bounded = (name: string, text: string): string | undefined => {
    const limit = limits[name] ?? 0;
    if (text.length <= limit) return text === '' ? undefined : text;
    const subject = where === undefined ? name : `${name} ${where}`;
    throw new OverLongError(`${subject} is longer than ${String(limit)} characters.`);
  };
  return {
    line: (name: string) => bounded(name, oneLine(fields[name])),
    lines: (name: string) => bounded(name, manyLines(fields[name])),
    /** For words about a record that may be unreadable otherwise. */
    shortened: (name: string): string | undefined => {
      const text = oneLine(fields[name]);
      return text === '' ? undefined : text.slice(0, limits[name]);
    },
  };
}

/** What XML forbids, as it is or written as a number (`&#x1;`), in which form a lenient parser leaves it. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));/gi;

/** Nearly no text has any of it: one look then tells that nothing but its ends may need trimming. */
const UNUSUAL = /[\u0000-\u001f\u007f\ufffe\uffff]|&#/;

function oneLine(text = ''): string {
  if (!UNUSUAL.test(text)) return text.trim();
  return text
    .replace(FORBIDDEN, '')
    .replace(/[\r\n\t]+/g, ' ')
    .trim();
}

function manyLines(text = ''): string {
  if (!UNUSUAL.test(text)) return text.trim();
  return text
    .replace(FORBIDDEN, '')
    .split(/\r\n|[\r\n]/)
    .map((line) => line.trim())
    .join('\n')
    .trim();
}
