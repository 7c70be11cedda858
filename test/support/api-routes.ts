import { readFileSync } from 'node:fs';
import * as z from 'zod';

const DocumentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        security: z.array(z.unknown()),
        'x-role': z.enum(['admin', 'member']).optional(),
        'x-restricted': z.boolean().optional(),
        requestBody: z.object({ content: z.record(z.string(), z.unknown()) }).optional(),
      }),
    ),
  ),
});

export interface Route {
  method: string;
  /** With its parameters in braces. */
  path: string;
  /** Undefined: anyone may call it. */
  role: 'admin' | 'member' | undefined;
  /** Also for those who lack MFA. */
  restricted: boolean;
  /** The media types of its body; none, if it takes none. */
  takes: string[];
}

/** Every route of the published API. */
export function apiRoutes(): Route[] {
  const { paths } = DocumentSchema.parse(
    JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')),
  );
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      role: operation['x-role'],
      restricted: operation['x-restricted'] === true,
      takes: Object.keys(operation.requestBody?.content ?? {}),
    })),
  );
}

/** The path with the same value for all parameters. */
export const filled = (path: string, value: string) => path.replaceAll(/\{\w+\}/g, value);
