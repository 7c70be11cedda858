import type * as z from 'zod';

/** The one place where the environment is read. Fails at start, naming every variable that is missing or malformed. */
export function parseEnv<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `${name}: ${process.env[name] === undefined ? 'missing' : issue.message}`;
  });
  throw new Error(`The environment is incomplete:\n  ${problems.join('\n  ')}`);
}
