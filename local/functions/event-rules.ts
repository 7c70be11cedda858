import { randomUUID } from 'node:crypto';
import * as z from 'zod';

const PatternSchema: z.ZodType<Pattern> = z.lazy(() =>
  z.record(
    z.string(),
    z.union([
      z.array(
        z.union([z.string(), z.number(), z.boolean(), z.null(), z.strictObject({ prefix: z.string() })]),
      ),
      PatternSchema,
    ]),
  ),
);
type Condition = string | number | boolean | null | { prefix: string };
interface Pattern {
  [field: string]: Condition[] | Pattern;
}

export interface EventRule {
  readonly pattern: Pattern;
  readonly targets: readonly { arn: string; input: string | undefined }[];
}

export interface AwsEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Refuses content filters other than exact values and prefixes. */
export function readPattern(pattern: unknown): Pattern {
  return PatternSchema.parse(pattern);
}

/** EventBridge's default bus: hands an event to the targets of every rule that matches. */
export class EventBus {
  private readonly rules: EventRule[] = [];

  constructor(
    private readonly options: {
      region: string;
      account: string;
      deliver: (targetArn: string, event: unknown) => void;
      now: () => number;
    },
  ) {}

  define(rule: EventRule): void {
    this.rules.push(rule);
  }

  put(event: AwsEvent): void {
    const { region, account, now, deliver } = this.options;
    const full = {
      version: '0',
      id: randomUUID(),
      account,
      region,
      time: new Date(now()).toISOString(),
      ...event,
    };
    for (const { targets } of this.rules.filter(({ pattern }) => matches(pattern, full))) {
      for (const { arn, input } of targets) deliver(arn, input === undefined ? full : JSON.parse(input));
    }
  }
}

function matches(pattern: Pattern, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(pattern).every(([field, expected]) => {
    const actual = fields.get(field);
    if (!Array.isArray(expected)) return matches(expected, actual);
    const values: unknown[] = Array.isArray(actual) ? actual : [actual];
    return expected.some((condition) => values.some((each) => fits(condition, each)));
  });
}

function fits(condition: Condition, value: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === value;
  return typeof value === 'string' && value.startsWith(condition.prefix);
}
