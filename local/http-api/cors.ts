import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';

export const CorsRulesSchema = z.object({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  AllowCredentials: z.boolean().default(false),
  MaxAge: z.coerce.number().optional(),
});
export type CorsRules = z.infer<typeof CorsRulesSchema>;

/** Sets the CORS headers; true if the request was a preflight and has been answered. */
export function applyCors(rules: CorsRules, request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  if (rules.AllowOrigins.includes('*')) response.setHeader('access-control-allow-origin', '*');
  else if (rules.AllowOrigins.includes(origin)) response.setHeader('access-control-allow-origin', origin);
  else return false;
  if (rules.AllowCredentials) response.setHeader('access-control-allow-credentials', 'true');
  if (rules.ExposeHeaders.length > 0) {
    response.setHeader('access-control-expose-headers', rules.ExposeHeaders.join(','));
  }
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined)
    return false;
  response.setHeader('access-control-allow-methods', rules.AllowMethods.join(','));
  response.setHeader('access-control-allow-headers', rules.AllowHeaders.join(','));
  if (rules.MaxAge !== undefined) response.setHeader('access-control-max-age', String(rules.MaxAge));
  response.statusCode = 204;
  response.end();
  return true;
}
