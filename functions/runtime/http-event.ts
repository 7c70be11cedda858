import * as z from 'zod';

/** What is read of an API Gateway event (HTTP API, payload format 2.0). */
export const HttpEventSchema = z.object({
  rawQueryString: z.string().default(''),
  cookies: z.array(z.string()).default([]),
  headers: z.record(z.string(), z.string().optional()).default({}),
  pathParameters: z.record(z.string(), z.string().optional()).default({}),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    requestId: z.string(),
    http: z.object({ sourceIp: z.string() }),
  }),
});
export type HttpEvent = z.output<typeof HttpEventSchema>;

export interface HttpResult {
  statusCode: number;
  headers: Record<string, string>;
  cookies?: string[];
  body?: string;
}
