import * as z from 'zod';
import { AwsError } from '../aws/service.ts';

const page = { maxResults: z.number().int().min(0).max(1000).optional(), nextToken: z.string().optional() };
export const StartSchema = z.object({
  stateMachineArn: z.string(),
  name: z.string().optional(),
  input: z.string().default('{}'),
});
export const ExecutionSchema = z.object({ executionArn: z.string() });
export const StopSchema = z.object({
  executionArn: z.string(),
  error: z.string().optional(),
  cause: z.string().optional(),
});
export const ListSchema = z.object({
  stateMachineArn: z.string(),
  statusFilter: z.string().optional(),
  ...page,
});
export const HistorySchema = z.object({
  executionArn: z.string(),
  reverseOrder: z.boolean().default(false),
  ...page,
});
export const MachineSchema = z.object({ stateMachineArn: z.string() });

const INVALID_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

export function assertName(name: string): void {
  if (name.length < 1 || name.length > 80 || INVALID_NAME.test(name)) {
    throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
  }
}

/** One page; the token is the id of its last entry. */
export function cut<T>(
  all: T[],
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
  idOf: (item: T) => string,
) {
  const after = nextToken === undefined ? -1 : all.findIndex((item) => idOf(item) === nextToken);
  if (nextToken !== undefined && after < 0)
    throw new AwsError('InvalidToken', `Invalid Token: '${nextToken}'`);
  const items = all.slice(after + 1, after + 1 + (maxResults || 100));
  const last = items.at(-1);
  const more = last !== undefined && after + 1 + items.length < all.length;
  return { items, nextToken: more ? idOf(last) : undefined };
}

export function assertJson(input: string): void {
  try {
    JSON.parse(input);
  } catch (error) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: ${String(error)}`);
  }
}

export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new AwsError('ValidationException', z.prettifyError(parsed.error));
  return parsed.data;
}
