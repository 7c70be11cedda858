import * as z from 'zod';
import { readPattern } from '../functions/event-rules.ts';
import type { EventRule } from '../functions/event-rules.ts';
import type { Resource } from './assembly.ts';

export interface ScheduleDefinition {
  name: string;
  expression: string;
  timezone?: string;
  enabled: boolean;
  target: { arn: string; input: string; roleArn?: string };
}

const ScheduleSchema = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: z.object({
    Arn: z
      .string()
      .regex(/^arn:aws:(lambda|states):/, 'only functions and state machines are supported as targets'),
    Input: z.string().optional(),
    RoleArn: z.string().optional(),
  }),
});

export function readSchedule({ name, properties }: Resource): ScheduleDefinition {
  const {
    ScheduleExpression,
    ScheduleExpressionTimezone: timezone,
    State,
    Target,
  } = ScheduleSchema.parse(properties);
  return {
    name,
    expression: ScheduleExpression,
    ...(timezone === undefined ? {} : { timezone }),
    enabled: State === 'ENABLED',
    target: {
      arn: Target.Arn,
      input: Target.Input ?? '{}',
      ...(Target.RoleArn === undefined ? {} : { roleArn: Target.RoleArn }),
    },
  };
}

const RuleSchema = z.object({
  EventPattern: z.unknown().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z
    .array(
      z.object({
        Arn: z.string().startsWith('arn:aws:lambda:', 'only functions are supported as targets'),
        Input: z.string().optional(),
        InputPath: z.undefined('InputPath is not supported').optional(),
        InputTransformer: z.undefined('InputTransformer is not supported').optional(),
      }),
    )
    .default([]),
});

/** A rule of the event bus, or schedules (one for each target), or both. */
export function readRule({ name, properties }: Resource): {
  rule?: EventRule;
  schedules: ScheduleDefinition[];
} {
  const { EventPattern, ScheduleExpression: expression, State, Targets } = RuleSchema.parse(properties);
  const enabled = State === 'ENABLED';
  const targets = Targets.map(({ Arn, Input }) => ({ arn: Arn, input: Input }));
  return {
    ...(EventPattern === undefined || !enabled
      ? {}
      : { rule: { pattern: readPattern(EventPattern), targets } }),
    schedules:
      expression === undefined
        ? []
        : targets.map(({ arn, input }, index) => ({
            name: index === 0 ? name : `${name}-${String(index)}`,
            expression,
            enabled,
            target: { arn, input: input ?? '{}' },
          })),
  };
}
