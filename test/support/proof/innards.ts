/** What tells a stranger how the system is made; no answer needs any of it. */
const INNARDS: Record<string, RegExp> = {
  'a stack': /\bat (?:async )?[\w.<>[\] ]+ ?\(?(?:file:|node:|\/)[^\s)]*:\d+/,
  'a place in a file': /\.[cm]?[jt]s:\d+/,
  'a path': /\/(?:var\/task|home|tmp|opt|root|work|node_modules)\b|node_modules|file:\/\//,
  'an ARN': /\barn:aws/i,
  'a table': /dynamo|\b\w*(?:Records|Connections|Audit)Table\w*|FIRM#|\b(?:pk|sk)\b["']?\s*[:=]/i,
  'a class of error': /\b(?:Zod|Type|Syntax|Range|Reference)Error\b|\w+Exception\b/,
  'an account': /(?<![-\w.])\d{12}(?![-\w.])/,
};

export function innardsIn(text: string): string[] {
  return Object.entries(INNARDS)
    .filter(([, form]) => form.test(text))
    .map(([name, form]) => `${name} (${form.exec(text)?.[0] ?? ''})`);
}
